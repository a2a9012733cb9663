# A home that is not there, or cannot be written.
mkdir -p "$work/home"; chmod a-w "$work/home"
HOME=$work/home anew "with a read-only home"
HOME=/nonexistent anew "without a home"
unset HOME
anew "with HOME unset"

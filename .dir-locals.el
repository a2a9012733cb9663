;; For Emacs: noweb-mode shows the prose as LaTeX and the chunks as C.
((nil . ((fill-column . 88)
         (indent-tabs-mode . nil)
         (compile-command . "make build/bin/train")))
 (noweb-mode . ((noweb-doc-mode . latex-mode)
                (noweb-code-mode . c-mode)))
 (c-mode . ((c-basic-offset . 2)
            (c-file-style . "k&r")))
 (makefile-gmake-mode . ((indent-tabs-mode . t))))

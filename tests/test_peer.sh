# One update of every kind, made again by an independent implementation (PyTorch, autograd):
# the same new weights.  tests/peer/peer.py holds the tolerances.
set -u
BENCH=${BENCH:-build/bin/bench}
python=/usr/bin/python3
if ! $python -c 'import torch, h5py' 2>/dev/null; then
  echo "not tried: python3-torch or python3-h5py is not installed"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0
while read -r settings; do
  number=$((number + 1))
  $BENCH export "$work/$number.h5" $settings || exit 1
done <<'SETTINGS'
teacher=rl
teacher=sl
teacher=rl regime=reset batch=64
teacher=sl regime=reset batch=64
teacher=rl units=77 streams=3 activation=tanh bias=no discount=0.9 gae_lambda=0.7
teacher=sl units=77 streams=1 activation=tanh regime=reset sl_decision_weight=5
teacher=rl units=64 streams=4 regime=reset reward_wrong=-0.5 epochs=7 ratio_clip=0.05
teacher=rl units=64 rl_norm_clip=0.01 value_coefficient=2 entropy_coefficient=0.2
teacher=sl units=64 bias=no sl_norm_clip=0.01 sl_rate=0.01 adam_beta1=0.5 adam_beta2=0.9
SETTINGS
exec $python tests/peer/peer.py "$work"/*.h5

# One update of every kind, made again by an independent implementation (PyTorch, autograd):
# the same new weights.  tests/peer/peer.py holds the tolerances.
set -u
BENCH=${BENCH:-build/bin/bench}
python=${PYTHON:-/usr/bin/python3}
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
teacher=sl units=64 sl_value=yes sl_decision_weight=20 sl_epsilon=1e-5 sl_norm_clip=0.5
teacher=sl units=64 sl_value=yes critic=own regime=reset
teacher=sl units=64 sl_weights=inverse_frequency
teacher=sl units=64 sl_weights=inverse_frequency break_stages=fixation go_cue=no decision_steps=1
teacher=sl units=64 sl_decision_weight=5 break_stages=fixation regime=reset
teacher=rl units=64 advantage=return critic=none epochs=1 ratio_clipped=no entropy_coefficient=0
teacher=rl units=64 advantage=return critic=shared discount=0.9 regime=reset
teacher=rl units=64 epochs=1 ratio_clipped=no entropy_coefficient=0
teacher=rl units=64 ratio_clipped=no epochs=6
teacher=rl units=64 critic=own
teacher=rl units=77 critic=own activation=tanh bias=no regime=reset rl_norm_clip=0.01
teacher=rl units=64 break_stages=fixation go_cue=no reward_wrong=-0.5
SETTINGS
exec $python tests/peer/peer.py "$work"/*.h5

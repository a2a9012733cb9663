"""The training engine once more, in vectorised PyTorch: an independent proof, and a peer
to be measured against.

    /usr/bin/python3 tests/peer/peer.py FILE.h5 ...

takes updates that `bench export` wrote, makes each again from its weights, moments,
trials and actions (autograd for the gradients, PyTorch's own Adam) and fails unless the
new weights agree.

As a peer it is meant to be as fast as PyTorch on one CPU thread allows: all sequences of
a batch at once in padded (T, B) tensors, trials, rewards and advantages without a loop in
Python, the input projection and the readout as one product each, the rollout's graph
used again in the first epoch, and for the recurrence whichever is faster of PyTorch's
own compiled loop (torch.rnn_relu) and one written with torch.addmm."""
import math
import sys

import torch

torch.set_num_threads(1)

NAMES = ("W", "U", "b", "V", "c", "w", "d")
FIXATION, STIMULUS, DELAY, DECISION = range(4)


class Specification:
    """The parameters of a run, by name, from texts as `train` keeps them."""

    DEFAULTS = dict(
        regime="continuous", streams=2, coherences=(5.0, 15.0, 50.0), noise=0.05,
        fixation_steps=3, stimulus_steps=8, delay_minimum=3, delay_mean=5.0,
        delay_maximum=12, decision_steps=2, sequence_steps=80, batch=32,
        reward_correct=1.0, reward_wrong=0.0, reward_break=-0.1, units=250,
        activation="relu", bias="yes", delta=0.1, reference_units=250.0,
        readout_width=0.1, teacher="sl", epochs=4, adam_beta1=0.9, adam_beta2=0.999,
        sl_rate=1e-3, sl_epsilon=1e-8, sl_norm_clip=1.0, sl_decision_weight=1.0,
        rl_rate=1e-3, rl_epsilon=1e-5, rl_norm_clip=0.5, discount=0.99,
        gae_lambda=0.95, ratio_clip=0.2, value_coefficient=0.5,
        entropy_coefficient=0.01, break_stages="all", go_cue="yes",
        sl_weights="decision", sl_value="no", critic="shared", advantage="gae",
        ratio_clipped="yes")

    def __init__(self, texts=()):
        for name, value in self.DEFAULTS.items():
            setattr(self, name, value)
        for name, text in dict(texts).items():
            if name not in self.DEFAULTS:
                continue
            default = self.DEFAULTS[name]
            if isinstance(default, tuple):
                setattr(self, name, tuple(float(word) for word in text.split()))
            else:
                setattr(self, name, type(default)(float(text) if isinstance(default, int)
                                                  else text))

    def steps(self):
        if self.regime == "continuous":
            return self.sequence_steps
        return (self.fixation_steps + self.stimulus_steps + self.delay_maximum +
                self.decision_steps)


class Batch:
    """Padded tensors of shape (T, B): x (T, B, I), mask, stage, target, onset."""

    def __init__(self, x, mask, stage, target, onset):
        self.x, self.mask, self.stage, self.target = x, mask, stage, target
        self.onset = onset
        self.rows = mask.sum()


def draw_batch(spec):
    """Fresh trials.  A row of `ends` holds where the trials of a sequence end; the trial
    of a step is the number of ends at or before it."""
    steps, batch, streams = spec.steps(), spec.batch, spec.streams
    rest = spec.fixation_steps + spec.stimulus_steps + spec.decision_steps
    most = steps // (rest + spec.delay_minimum) if spec.regime == "continuous" else 1
    wait = torch.empty(batch, most).exponential_(1.0 / spec.delay_mean).floor_()
    delay = (spec.delay_minimum + wait).clamp_(max=spec.delay_maximum).long()
    ends = (rest + delay).cumsum(1)
    context = torch.randint(streams, (batch, most))
    coherences = torch.tensor(spec.coherences)
    strength = coherences[torch.randint(len(coherences), (batch, most, streams))]
    signal = (torch.randint(2, (batch, most, streams)) * 2 - 1) * strength / 200.0
    lengths = (ends * (ends <= steps)).amax(1)

    time = torch.arange(steps)
    trial = (ends[:, None, :] <= time[None, :, None]).sum(2).clamp_(max=most - 1)
    begin = torch.gather(ends - rest - delay, 1, trial)
    within = time - begin  # (B, T): step of the trial
    cue = torch.gather(rest - spec.decision_steps + delay, 1, trial)
    stage = ((within >= spec.fixation_steps).long() +
             (within >= spec.fixation_steps + spec.stimulus_steps) + (within >= cue))
    mask = time < lengths[:, None]

    relevant = torch.gather(signal, 2, context[:, :, None])[:, :, 0]
    choice = torch.gather(torch.where(relevant > 0, 1, 2), 1, trial)
    shown = torch.gather(signal, 1, trial[:, :, None].expand(-1, -1, streams))
    on = (stage == STIMULUS)[:, :, None]
    pairs = torch.stack((0.5 + shown, 0.5 - shown), 3).flatten(2)
    pairs = on * (pairs + spec.noise * torch.randn(pairs.shape))
    cues = torch.nn.functional.one_hot(torch.gather(context, 1, trial), streams)
    on = stage != DECISION if spec.go_cue == "yes" else stage == FIXATION
    x = torch.cat((on[:, :, None].float(), pairs, cues.float()), 2)
    x *= mask[:, :, None]
    target = torch.where((stage == DECISION) & mask, choice, 0)
    onset = (within == 0) & mask
    longest = int(lengths.max())
    return Batch(*(tensor.transpose(0, 1)[:longest].contiguous()
                   for tensor in (x, mask, stage, target, onset)))


def free(spec, batch):
    """Where an action other than 0 neither answers nor costs."""
    between = (batch.stage == STIMULUS) | (batch.stage == DELAY)
    return between & (spec.break_stages == "fixation")


def rewards(spec, batch, action):
    """The reward of every step: the first answer of a trial counts, breaks cost."""
    acted = (action != 0) & batch.mask
    answers = acted & (batch.stage == DECISION)
    before = answers.long().cumsum(0) - answers.long()
    # what had been answered when the trial began, carried through the trial
    at_onset = torch.where(batch.onset, before, 0).cummax(0).values
    first = answers & (before == at_onset)
    worth = torch.where(action == batch.target, spec.reward_correct, spec.reward_wrong)
    breaks = acted & ~answers & ~free(spec, batch)
    return first * worth + breaks * spec.reward_break


def discounts(spec, steps):
    """The matrix (T, T) that turns the deltas of a sequence into its advantages, or its
    rewards into its returns."""
    lag = torch.arange(steps) - torch.arange(steps)[:, None]
    decay = torch.tensor(spec.discount * (spec.gae_lambda if spec.advantage == "gae" else 1.0))
    return torch.where(lag >= 0, decay ** lag.clamp(min=0), torch.zeros(()))


def advantages(spec, batch, reward, value, matrix):
    """GAE or the return less its mean; also the target of the value.  All (T, B), zero
    where nothing is."""
    value = value * batch.mask * (spec.advantage == "gae")
    following = torch.cat((value[1:], torch.zeros_like(value[:1])))
    delta = reward + spec.discount * following - value
    advantage = (matrix[:len(delta), :len(delta)] @ delta) * batch.mask
    target = advantage + value
    mean = advantage.sum() / batch.rows
    centred = (advantage - mean) * batch.mask
    return centred / (centred.square().sum() / batch.rows).sqrt(), target


class Network(torch.nn.Module):
    def __init__(self, spec):
        super().__init__()
        n, inputs = spec.units, 1 + 3 * spec.streams
        delta = spec.delta * math.sqrt(spec.reference_units / n)
        self.relu, self.compiled = spec.activation == "relu", True
        shapes = dict(W=(n, n), U=(n, inputs), b=(n,), V=(3, n), c=(3,), w=(n,), d=(1,))
        for name in NAMES:
            width = {"W": delta, "U": delta, "V": spec.readout_width,
                     "w": spec.readout_width}.get(name, 0.0)
            tensor = torch.empty(shapes[name]).uniform_(-1, 1) * width
            setattr(self, name, torch.nn.Parameter(tensor))
        self.b.requires_grad_(spec.bias == "yes")
        self.register_buffer("zero", torch.zeros(n))

    def load(self, weights):
        with torch.no_grad():
            for name in NAMES:
                getattr(self, name).copy_(weights[name])

    def states(self, x):
        if self.compiled:
            run = torch.rnn_relu if self.relu else torch.rnn_tanh
            start = x.new_zeros(1, x.shape[1], len(self.W))
            return run(x, start, (self.U, self.W, self.b, self.zero), True, 1, 0.0,
                       False, False, False)[0]
        squash = torch.relu if self.relu else torch.tanh
        given = torch.addmm(self.b, x.flatten(0, 1), self.U.t()).view(*x.shape[:2], -1)
        turned = self.W.t()
        h = squash(given[0])
        states = [h]
        for u in given[1:].unbind(0):
            h = squash(torch.addmm(u, h, turned))
            states.append(h)
        return torch.stack(states)

    def forward(self, x):
        """log p (T, B, 3) and value (T, B)."""
        h = self.states(x).flatten(0, 1)
        logits = torch.addmm(self.c, h, self.V.t()).view(*x.shape[:2], 3)
        value = (torch.mv(h, self.w) + self.d).view(x.shape[:2])
        return torch.log_softmax(logits, 2), value


class Training:
    def __init__(self, spec):
        self.spec = spec
        self.network = Network(spec)
        prefix = spec.teacher
        self.clip = getattr(spec, prefix + "_norm_clip")
        self.trained = [p for p in self.network.parameters() if p.requires_grad]
        self.adam = torch.optim.Adam(
            self.trained, lr=getattr(spec, prefix + "_rate"),
            betas=(spec.adam_beta1, spec.adam_beta2),
            eps=getattr(spec, prefix + "_epsilon"))
        self.matrix = discounts(spec, spec.steps())
        self.choose_loop()
        self.critic = self.critic_adam = None
        if spec.critic == "own" and (prefix == "rl" or spec.sl_value == "yes"):
            self.critic = Network(spec)
            self.critic.compiled = self.network.compiled
            self.critic_trained = [p for p in self.critic.parameters() if p.requires_grad]
            self.critic_adam = torch.optim.Adam(self.critic_trained, **self.adam.defaults)

    def choose_loop(self):
        """Takes the faster of the two recurrences."""
        from time import perf_counter
        spent = {}
        for compiled in (True, False, True, False):
            self.network.compiled = compiled
            batch = draw_batch(self.spec)
            begin = perf_counter()
            self.network(batch.x)[0].sum().backward()
            spent[compiled] = perf_counter() - begin
        self.network.compiled = spent[True] <= spent[False]
        self.adam.zero_grad(set_to_none=True)

    def step(self, loss):
        """One step of each optimiser; gradients are clipped network by network."""
        sides = [(self.trained, self.adam)]
        if self.critic:
            sides.append((self.critic_trained, self.critic_adam))
        for _, adam in sides:
            adam.zero_grad(set_to_none=True)
        loss.backward()
        for trained, adam in sides:
            for p in trained:
                if p.grad is None:  # heads that nothing asks for
                    p.grad = torch.zeros_like(p)
            torch.nn.utils.clip_grad_norm_(trained, self.clip)
            adam.step()

    def value_of(self, batch, value):
        """The value (T, B): the network's own, the critic's, or none."""
        if self.critic:
            return self.critic(batch.x)[1]
        return value if self.spec.critic == "shared" else torch.zeros_like(value)

    def value_loss(self, batch, value, target):
        if self.spec.critic == "none":
            return 0.0
        each = self.spec.value_coefficient * (value - target).square()
        return (each * batch.mask).sum() / batch.rows

    def roll_out(self, batch, action, log_p, value):
        """What an action was worth: advantage and target of the value."""
        with torch.no_grad():
            if action is None:
                noise = torch.empty_like(log_p).exponential_()
                action = (log_p.exp() / noise).argmax(2)  # a draw from p
            reward = rewards(self.spec, batch, action)
            advantage, target = advantages(self.spec, batch, reward, value, self.matrix)
            self.seen = reward, advantage
            return action, advantage, target

    def update(self, batch=None, action=None):
        batch = batch or draw_batch(self.spec)
        if self.spec.teacher == "sl":
            return self.learn_from_answers(batch, action)
        return self.learn_from_rewards(batch, action)

    def learn_from_answers(self, batch, action):
        spec = self.spec
        log_p, value = self.network(batch.x)
        weight = (batch.mask & ~free(spec, batch)).float()
        if spec.sl_decision_weight != 1.0:
            weight = weight + (spec.sl_decision_weight - 1.0) * (batch.target != 0)
        if spec.sl_weights == "inverse_frequency":
            told = weight > 0
            counts = torch.bincount(batch.target[told], minlength=3)
            weight = told / counts[batch.target].clamp(min=1)
        picked = log_p.gather(2, batch.target[:, :, None])[:, :, 0]
        loss = -(weight * picked).sum() / weight.sum()
        if spec.sl_value == "yes":
            value = self.value_of(batch, value)
            _, _, target = self.roll_out(batch, action, log_p, value)
            loss = loss + self.value_loss(batch, value, target)
        self.step(loss)
        return loss

    def learn_from_rewards(self, batch, action):
        spec = self.spec
        log_p, value = self.network(batch.x)
        value = self.value_of(batch, value)
        action, advantage, target = self.roll_out(batch, action, log_p, value)
        old = log_p.detach().gather(2, action[:, :, None])[:, :, 0]
        for epoch in range(spec.epochs):
            if epoch > 0:
                log_p, value = self.network(batch.x)
                value = self.value_of(batch, value)
            ratio = (log_p.gather(2, action[:, :, None])[:, :, 0] - old).exp()
            policy = ratio * advantage
            if spec.ratio_clipped == "yes":
                held = ratio.clamp(1.0 - spec.ratio_clip, 1.0 + spec.ratio_clip)
                policy = torch.minimum(policy, held * advantage)
            entropy = -(log_p.exp() * log_p).sum(2)
            each = -policy - spec.entropy_coefficient * entropy
            loss = (each * batch.mask).sum() / batch.rows
            loss = loss + self.value_loss(batch, value, target)
            self.step(loss)
        return loss


# ---- proof ------------------------------------------------------------------------------

# Both sides compute in single precision and add up in their own orders.
WEIGHTS_AGREE = 1e-4  # ||ours - peer|| / ||peer||, of each array
MOVES_AGREE = 1e-3    # the same of what the update changed, which is less than 1 % of it


def apart(ours, peer):
    return float((ours.double() - peer.double()).norm() / peer.double().norm())


def prove(path):
    """Makes the update of the file again; returns the largest relative difference of the
    new weights, or raises AssertionError."""
    import h5py
    with h5py.File(path, "r") as file:
        def read(name, dtype=torch.float32):
            return torch.from_numpy(file[name][()]).to(dtype)
        texts = {name: value.decode() for name, value in file.attrs.items()
                 if isinstance(value, bytes)}
        spec = Specification(texts)
        batch = Batch(read("batch/x"), read("batch/mask", torch.bool),
                      read("batch/stage", torch.long), read("batch/target", torch.long),
                      read("batch/onset", torch.bool))
        training = Training(spec)
        sides = [("", training.network, training.adam)]
        if training.critic:
            sides.append(("critic_", training.critic, training.critic_adam))
        groups = {prefix: {group: {name: read(f"{prefix}{group}/{name}") for name in NAMES}
                           for group in ("before", "first", "second", "after")}
                  for prefix, _, _ in sides}
        for prefix, network, adam in sides:
            steps = float(file.attrs[prefix + "adam_steps"][0])
            network.load(groups[prefix]["before"])
            for name in NAMES:
                parameter = getattr(network, name)
                if parameter.requires_grad:
                    adam.state[parameter] = dict(
                        step=torch.tensor(steps),
                        exp_avg=groups[prefix]["first"][name].clone(),
                        exp_avg_sq=groups[prefix]["second"][name].clone())
        loss = float(file.attrs["loss"][0])
        rewarded = spec.teacher == "rl" or spec.sl_value == "yes"
        action = read("rollout/action", torch.long) if rewarded else None
        found = float(training.update(batch, action).detach())
        if rewarded:
            reward, advantage = training.seen
            ours = read("rollout/reward", torch.float64), read("rollout/advantage")
            assert (reward.double() - ours[0]).abs().max() < 1e-6, "rewards differ"
            assert apart(ours[1], advantage) < 1e-4, "advantages differ"
    assert abs(found - loss) <= 1e-4 * abs(loss) + 1e-6, f"loss {loss}, peer {found}"
    return max(compare(spec, prefix, groups[prefix], network)
               for prefix, network, _ in sides)


def untrained(spec, prefix):
    """Names of the arrays that such an update leaves alone."""
    shared = spec.critic == "shared" and (spec.teacher == "rl" or spec.sl_value == "yes")
    heads = "Vc" if prefix else "" if shared else "wd"
    return heads + ("b" if spec.bias == "no" else "")


def compare(spec, prefix, groups, network):
    worst = 0.0
    for name in NAMES:
        before, after = groups["before"][name], groups["after"][name]
        peer = getattr(network, name).detach()
        if name in untrained(spec, prefix):
            assert torch.equal(before, after), f"{prefix}{name} moved, it is not trained"
            continue
        weights, moves = apart(after, peer), apart(after - before, peer - before)
        assert weights <= WEIGHTS_AGREE, f"{prefix}{name}: weights differ by {weights:.1e}"
        assert moves <= MOVES_AGREE, f"{prefix}{name}: moves differ by {moves:.1e}"
        worst = max(worst, weights)
    return worst


def main():
    for path in sys.argv[1:]:
        try:
            print(f"{path}: the same new weights, relative difference {prove(path):.1e}")
        except AssertionError as reason:
            sys.exit(f"{path}: {reason}")


if __name__ == "__main__":
    main()

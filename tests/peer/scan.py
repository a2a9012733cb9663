"""What a user of PyTorch would do in place of our scan of the attractors: all points of the
coherence plane, both contexts, followed for many steps from the states at which the
network's own noise-free trials reach a stage, one matrix product a step.

The peer to be measured against; it settles nothing and proves nothing.  It is meant to
be as fast as PyTorch on one thread allows: single precision, the product written over the
old input (torch.addmm with out=), relu_ in place, nothing allocated within a step."""
import h5py
import torch

from peer import DECISION, DELAY, STIMULUS, Specification

torch.set_num_threads(1)
GRID = 21  # points along each side, as the scan's default


class Scan:
    """The maps of a run of two streams."""

    def __init__(self, path):
        with h5py.File(path) as run:
            texts = {name: value.decode() if isinstance(value, bytes) else str(value)
                     for name, value in run.attrs.items()}
            weights = {name: torch.tensor(run[f"weights/{name}"][:]).float()
                       for name in ("W", "U", "b", "V", "c")}
        self.spec = Specification(texts)
        self.turned = weights["W"].T.contiguous()
        self.U, self.b = weights["U"], weights["b"]
        self.V, self.c = weights["V"], weights["c"]
        reach = max(self.spec.coherences) / 200.0
        side = torch.linspace(-reach, reach, GRID)
        self.relevant = side.repeat_interleave(GRID).repeat(2)
        self.other = side.repeat(2 * GRID)
        self.context = torch.arange(2).repeat_interleave(GRID * GRID)

    def input(self, stage):
        """U x + b of all points, contexts one after the other."""
        first = torch.where(self.context == 0, self.relevant, self.other)
        second = torch.where(self.context == 0, self.other, self.relevant)
        on = float(stage == STIMULUS)
        x = torch.stack((torch.full_like(first, float(stage != DECISION)),
                         on * (0.5 + first), on * (0.5 - first),
                         on * (0.5 + second), on * (0.5 - second),
                         1.0 - self.context, 1.0 * self.context), 1)
        return x @ self.U.T + self.b

    def follow(self, state, stage, steps):
        """The states after STEPS steps."""
        given, state, image = self.input(stage), state.clone(), torch.empty_like(state)
        for _ in range(steps):
            torch.addmm(given, state, self.turned, out=image)
            state, image = image.relu_(), state
        return state

    def choice(self, state):
        return (state @ self.V.T + self.c).argmax(1)

    @torch.no_grad()
    def simulate(self, steps):
        """The choices after STEPS steps in each stage, by the stage's number."""
        spec = self.spec
        delay = min(spec.delay_minimum + round(spec.delay_mean), spec.delay_maximum)
        state = torch.zeros(len(self.context), len(self.turned))
        state = self.follow(state, 0, spec.fixation_steps)
        choices = {}
        for stage, length in ((STIMULUS, spec.stimulus_steps), (DELAY, delay),
                              (DECISION, 0)):
            choices[stage] = self.choice(self.follow(state, stage, steps))
            state = self.follow(state, stage, length)
        return choices

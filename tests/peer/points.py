"""What people do to find fixed points: minimise |F(h) - h|^2 / 2 by Adam from many states of
the network's own trials, as FixedPointFinder does (Golub and Sussillo, JOSS 3, 2018, 1003),
with its defaults: all states together, rate 1, lowered by 0.95 where the mean has not fallen
for 5 iterations, until q < 1e-12 everywhere, at most 5,000 iterations; results far from the
starts are left out, and those that agree to 1e-3 in every unit are one.

The peer to be measured against.  Fair means: the gradient is written out (no graph is
built), single precision, one thread, nothing of Jacobians."""
import torch

from peer import DELAY, STIMULUS

torch.set_num_threads(1)
STATES, RATE, FACTOR, PATIENCE = 128, 1.0, 0.95, 5
Q_TOLERANCE, CHANGE, ITERATIONS = 1e-12, 1e-20, 5000
OUTLIER, UNIQUE = 10.0, 1e-3


class Problem:
    """The delay's map of the first context of a scan, and states of its trials' delays."""

    @torch.no_grad()
    def __init__(self, scan):
        spec = scan.spec
        chosen = scan.context == 0
        delay = min(spec.delay_minimum + round(spec.delay_mean), spec.delay_maximum)
        self.turned, self.input = scan.turned, scan.input(DELAY)[chosen][0].clone()
        state = torch.zeros(len(scan.context), len(scan.turned))
        state = scan.follow(state, 0, spec.fixation_steps)
        state = scan.follow(state, STIMULUS, spec.stimulus_steps)
        states = []
        for _ in range(delay):
            state = scan.follow(state, DELAY, 1)
            states.append(state[chosen])
        states = torch.cat(states)
        generator = torch.Generator().manual_seed(0)
        self.starts = states[torch.randperm(len(states), generator=generator)[:STATES]]

    def write(self, path):
        """As a map of our own programs."""
        W, b = self.turned.T.double().tolist(), self.input.double().tolist()
        with open(path, "w", encoding="ascii") as file:
            file.write(f"activation relu\ndimension {len(b)}\nW\n")
            for row in W + [["b"], b]:
                file.write(" ".join(x if x == "b" else repr(x) for x in row) + "\n")

    @torch.no_grad()
    def minimise(self):
        """The states at which the minimisation ends, unique, and how many iterations it
        took."""
        x = self.starts.clone()
        optimiser = torch.optim.Adam([x], lr=RATE)
        plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
            optimiser, factor=FACTOR, patience=PATIENCE)
        W, before = self.turned.T.contiguous(), torch.full((len(x),), float("inf"))
        for iteration in range(1, ITERATIONS + 1):
            image = torch.addmm(self.input, x, self.turned).relu_()
            off = image - x
            q = 0.5 * off.square().sum(1)
            rate = optimiser.param_groups[0]["lr"]
            if ((q < Q_TOLERANCE) | ((q - before).abs() < CHANGE * rate)).all():
                break
            x.grad = ((off * (image > 0)) @ W - off) / len(x)
            optimiser.step()
            plateau.step(q.mean().item())
            before = q
        return self.unique(x), iteration

    def unique(self, x):
        centre = self.starts.mean(0)
        usual = (self.starts - centre).norm(dim=1).mean()
        near = (x - centre).norm(dim=1) <= OUTLIER * usual
        kept = []
        for state in x[near]:
            if all((state - other).abs().max() > UNIQUE for other in kept):
                kept.append(state)
        return torch.stack(kept) if kept else x[:0]

    def real(self, points):
        """How many different fixed points are among POINTS: the affine map of the units active
        at each is solved exactly; the solution must keep these units active and lie where
        the point is said to be."""
        W, d = self.turned.T.double(), self.input.double()
        found = []
        for point in points.double():
            drive = W @ point + d
            active = (drive > 0).double()
            try:
                exact = torch.linalg.solve(torch.eye(len(d), dtype=torch.float64)
                                           - active[:, None] * W, active * d)
            except torch.linalg.LinAlgError:
                continue
            off = (torch.relu(W @ exact + d) - exact).abs().max()
            size = exact.abs().max()
            if (off <= 1e-9 * size
                    and (exact - point).abs().max() <= max(UNIQUE, UNIQUE * size)
                    and all((exact - other).abs().max() > 1e-7 * size for other in found)):
                found.append(exact)
        return len(found)

#!/usr/bin/python3
"""Writes tests/statistics_reference.tsv: data, and what SciPy says about them.

Run by hand with Debian's python3-scipy (made with 1.10.1); the build never runs it.
    /usr/bin/python3 tests/statistics_reference.py > tests/statistics_reference.tsv
"""
import numpy as np
import scipy
from scipy import special, stats
from scipy.stats import _resampling

rng = np.random.default_rng(20251110)
RESAMPLES = 200_000


def write(name, values):
    for index, value in enumerate(np.atleast_1d(np.asarray(values, dtype=float))):
        print(f"{name}\t{index}\t{float(value)!r}")


def interval(name, data, statistic, paired=False, vectorized=True, resamples=RESAMPLES):
    """BCa limits, and the parts of them that no resampling enters."""
    result = stats.bootstrap(data, statistic, n_resamples=resamples, batch=2000,
                             paired=paired, vectorized=vectorized, method="BCa",
                             confidence_level=0.95, random_state=7)
    write(f"{name}.limits", result.confidence_interval)


def acceleration(name, data, statistic):
    replicates = rng.normal(statistic(*data, axis=-1), 1.0, size=499)
    write(f"{name}.acceleration",
          _resampling._bca_interval(data, statistic, -1, 0.025, replicates, None)[2])


print(f"# SciPy {scipy.__version__}, NumPy {np.__version__}")
print("name\tindex\tvalue")

# Skewed, with ties (rounded to a tenth) and without.
x = np.round(rng.gamma(1.7, 1.3, size=37), 1)
y = np.round(0.4 * x + rng.normal(0.3, 0.9, size=37), 1)
a = np.round(rng.gumbel(0.7, 1.1, size=23), 1)
b = np.round(rng.gumbel(0.1, 0.8, size=31), 1)
groups = [np.round(rng.normal(0.21 * k, 0.7, size=n), 1)
          for k, n in enumerate((7, 11, 9, 13))]
for name, values in (("x", x), ("y", y), ("a", a), ("b", b)):
    write(name, values)
for k, values in enumerate(groups):
    write(f"group{k}", values)

write("midranks.x", stats.rankdata(x))
write("spearman.xy", stats.spearmanr(x, y)[0])
write("cliff.ab", 2.0 * stats.mannwhitneyu(a, b).statistic / (len(a) * len(b)) - 1.0)
write("kruskal", stats.kruskal(*groups).statistic)
above = sum(stats.mannwhitneyu(groups[j], groups[i]).statistic
            for i in range(4) for j in range(i + 1, 4))
pairs = sum(len(groups[i]) * len(groups[j]) for i in range(4) for j in range(i + 1, 4))
write("jonckheere", 2.0 * above / pairs - 1.0)

# Spearman given the group: x and y cut into three groups of 11, 9 and 17.
centred = [np.concatenate([stats.rankdata(part) - 0.5 * (len(part) + 1)
                           for part in np.split(v, (11, 20))]) for v in (x, y)]
write("spearman.within", stats.pearsonr(*centred)[0])


def mean(v, axis):
    return np.mean(v, axis=axis)


def difference(v, w, axis):
    return np.mean(v, axis=axis) - np.mean(w, axis=axis)


def ratio(v, w, axis):
    return np.mean(v, axis=axis) / (3.0 + np.mean(w, axis=axis))


def spearman(v, w, axis=-1):
    ranks = [stats.rankdata(values, axis=axis) for values in (v, w)]
    ranks = [r - r.mean(axis=axis, keepdims=True) for r in ranks]
    return (np.sum(ranks[0] * ranks[1], axis=axis)
            / np.sqrt(np.sum(ranks[0] ** 2, axis=axis) * np.sum(ranks[1] ** 2, axis=axis)))


interval("mean", (x,), mean)
acceleration("mean", (x,), mean)
interval("difference", (a, b), difference)
acceleration("difference", (a, b), difference)
interval("ratio", (a, b), ratio)
acceleration("ratio", (a, b), ratio)
interval("paired", (x, y), difference, paired=True)
interval("rho", (x, y), spearman, paired=True)

# The last step on its own: 199 replicates, tied with the estimate twice.
replicates = np.sort(np.round(rng.gumbel(1.0, 0.6, size=199), 2))
estimate, a_hat = replicates[120], 0.0371
below = (np.sum(replicates < estimate) + np.sum(replicates <= estimate)) / (2 * 199)
z0, tail = special.ndtri(below), special.ndtri(0.05)
at = [special.ndtr(z0 + (z0 + z) / (1 - a_hat * (z0 + z))) for z in (tail, -tail)]
write("replicates", replicates)
write("limits.estimate", [estimate, a_hat])
write("limits.90", np.percentile(replicates, 100 * np.array(at)))


def permutation(name, data, statistic, kind, vectorized=True):
    for side in ("greater", "less"):
        result = stats.permutation_test(data, statistic, permutation_type=kind,
                                        n_resamples=RESAMPLES, batch=2000,
                                        vectorized=vectorized, alternative=side,
                                        random_state=11)
        write(f"{name}.{side}", result.pvalue)


permutation("permute.ab", (a, b), difference, "independent")
permutation("permute.paired", (x, y), difference, "samples")
permutation("permute.exact", (a[:5], b[:4]), difference, "independent")

# Total variation between the mean label shares of two ensembles of 13 and 17 networks.
shares = np.round(rng.dirichlet((2.0, 0.8, 0.5, 0.3), size=30), 3)
shares[13:] = np.round(0.8 * shares[13:] + 0.2 * np.array([0.1, 0.6, 0.2, 0.1]), 3)
write("shares", shares.ravel())


def variation(i, j, axis):
    return 0.5 * np.sum(np.abs(shares[i.astype(int)].mean(axis=-2)
                               - shares[j.astype(int)].mean(axis=-2)), axis=-1)


write("variation", variation(np.arange(13), np.arange(13, 30), -1))
permutation("permute.variation", (np.arange(13.0), np.arange(13.0, 30.0)), variation,
            "independent")

# Gaussian-copula information (Ince et al. 2017, mi_model_gd with bias correction) of a
# continuous variable without ties about a label of three classes.
labels = rng.integers(0, 3, size=57)
signal = rng.normal(0.6 * labels, 1.0) ** 3
quantiles = special.ndtri(stats.rankdata(signal) / (len(signal) + 1))


def entropy(values):
    n = len(values)
    return (0.5 * np.log(np.var(values, ddof=1)) - 0.5 * (np.log(2) - np.log(n - 1))
            - 0.5 * special.psi(0.5 * (n - 1)))


conditional = sum(np.mean(labels == c) * entropy(quantiles[labels == c])
                  for c in range(3))
write("copula.labels", labels)
write("copula.signal", signal)
write("copula.quantiles", quantiles)
write("copula.bits", (entropy(quantiles) - conditional) / np.log(2))

# Matched pairs of yes and no: McNemar's exact test; Tango's score interval, each constrained
# estimate found by maximising the likelihood numerically; Wilson's interval; the power of
# McNemar's test summed over all outcomes.
PAIRS = [(7, 2, 40), (15, 3, 60), (0, 6, 15), (0, 0, 60), (9, 9, 60), (60, 0, 60)]
SIGNIFICANCE = 0.05 / 29


def tango_score(b, c, n, difference):
    low, high = max(0.0, -difference) + 1e-13, (1.0 - difference) / 2.0 - 1e-13

    def surprise(q):
        p = q + difference
        return -(b * np.log(p) + c * np.log(q) + (n - b - c) * np.log(1.0 - p - q))
    if b == c == 0:
        q = max(0.0, -difference)
    else:
        q = optimize.minimize_scalar(surprise, bounds=(low, high), method="bounded",
                                     options={"xatol": 1e-13}).x
    variance = n * (2.0 * q + difference - difference ** 2)
    return (b - c - n * difference) / np.sqrt(variance)


def tango(b, c, n, level):
    z, at, limits = special.ndtri(0.5 + 0.5 * level), (b - c) / n, []
    for sign, end in ((1, -1.0), (-1, 1.0)):
        if at == end:
            limits.append(end)
            continue
        limits.append(optimize.brentq(lambda d: tango_score(b, c, n, d) - sign * z,
                                      at - sign * 1e-7, end + sign * 1e-7))
    return limits


def power(n, gain, against):
    total = 0.0
    for b in range(n + 1):
        for c in range(n + 1 - b):
            if b + c and stats.binomtest(b, b + c).pvalue <= SIGNIFICANCE:
                total += stats.multinomial.pmf([b, c, n - b - c], n,
                                               [against + gain, against,
                                                1.0 - 2.0 * against - gain])
    return total


from scipy import optimize  # noqa: E402

for one, two, n in PAIRS:
    write(f"pairs.{one}.{two}.{n}", [stats.binomtest(one, one + two).pvalue if one + two else 1.0,
                                     *tango(one, two, n, 0.95), *tango(one, two, n, 0.90)])
write("detectable.20", optimize.brentq(lambda g: power(20, g, 0.04) - 0.8, 0.3, 0.9, xtol=1e-4))
write("wilson.3.17", stats.binomtest(3, 17).proportion_ci(method="wilson"))
write("wilson.17.17", stats.binomtest(17, 17).proportion_ci(method="wilson"))

# The expanded level of 60 units in 4 strata, and the p that belongs to an interval.
write("expanded.60.4", 1.0 - 2.0 * special.ndtr(np.sqrt(60 / 56) * special.stdtrit(56, 0.025)))
write("power.distance", special.ndtri(1.0 - SIGNIFICANCE / 2.0) + special.ndtri(0.8))

# Strata: a mean over all units, drawn within two groups; partners exchanged; pairings
# permuted within blocks (one block, so that SciPy can).


def together(v, w, axis):
    return ((np.sum(v, axis=axis) + np.sum(w, axis=axis))
            / (np.shape(v)[-1] + np.shape(w)[-1]))


interval("strata", (a, b), together)
acceleration("strata", (a, b), together)
result = stats.permutation_test((x, y), difference, permutation_type="samples",
                                n_resamples=RESAMPLES, batch=2000, vectorized=True,
                                random_state=12)
write("flip.either", result.pvalue)
result = stats.permutation_test((x[:11],), lambda v, axis: spearman(v, np.broadcast_to(
    y[:11], v.shape), axis=axis), permutation_type="pairings", n_resamples=RESAMPLES,
    batch=2000, vectorized=True, random_state=13)
write("couple.either", result.pvalue)

# A table of three factors (2, 3 and 4 levels, unbalanced): F of each by leaving it out.
levels = (2, 3, 4)
table = np.column_stack([rng.integers(0, n, size=61) for n in levels])
response = rng.normal(0.5 * table[:, 1] + 0.3 * (table[:, 2] == 2), 1.0)


def contrasts(column, n):
    eye = np.vstack([np.eye(n - 1), -np.ones(n - 1)])
    return eye[column]


def residual(columns):
    x = np.column_stack([np.ones(61)] + columns)
    return np.sum((response - x @ np.linalg.lstsq(x, response, rcond=None)[0]) ** 2), x.shape[1]


blocks = [contrasts(table[:, f], n) for f, n in enumerate(levels)]
full, rank = residual(blocks)
whole = np.column_stack([np.ones(61)] + blocks)
beta = np.linalg.lstsq(whole, response, rcond=None)[0]
inverse = np.linalg.inv(whole.T @ whole) * full / (61 - rank)
write("design.levels", table.ravel())
write("design.response", response)
write("design.residual", full / (61 - rank))
first = 1
for f, n in enumerate(levels):
    reduced, _ = residual(blocks[:f] + blocks[f + 1:])
    value = (reduced - full) / (n - 1) / (full / (61 - rank))
    spread = np.vstack([np.eye(n - 1), -np.ones(n - 1)])
    effect = spread @ beta[first:first + n - 1]
    noise = np.diag(spread @ inverse[first:first + n - 1, first:first + n - 1] @ spread.T)
    write(f"design.factor{f}", [np.mean(effect ** 2), np.mean(noise), value,
                                stats.f.sf(value, n - 1, 61 - rank)])
    first += n - 1

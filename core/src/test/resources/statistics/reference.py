"""Answers the questions of both AgreementIT by SciPy, pandas, NumPy and the definitions of the papers.

One question per line on standard input: a JSON object with the method's name and its arguments. One line per answer on standard
output: a JSON list of numbers. Nothing here shares a formula with the Java code where a library or a direct search can do.
"""

import itertools
import json
import math
import sys

import numpy as np
import pandas as pd
from scipy import optimize, special, stats


def tango_score(n, gained, lost, supposed, correction):
    """Tango's statistic; the constrained maximum-likelihood estimate is searched for, not solved."""
    both = n - gained - lost

    won, failed = max(0.0, supposed), max(0.0, -supposed)
    high = (1 - abs(supposed)) / 2

    def slope(common):
        up = gained / (common + won) if gained else 0.0
        down = lost / (common + failed) if lost else 0.0
        return up + down - (both / (high - common) if both else 0.0)

    a, b = high * 1e-15, high * (1 - 1e-14)
    if slope(a) <= 0:
        common = 0.0
    elif slope(b) >= 0:
        common = high
    else:
        common = optimize.brentq(slope, a, b, xtol=1e-18, rtol=1e-14)
    share = common + failed
    variance = n * (2 * share + supposed * (1 - supposed))
    excess = gained - lost - n * supposed - correction
    if variance <= 0:
        return 0.0 if excess == 0 else math.copysign(math.inf, excess)
    return excess / math.sqrt(variance)


def tango(n, gained, lost, confidence, correction):
    z = stats.norm.ppf(confidence)
    d = (gained - lost) / n
    edge = 1 - 1e-9

    def end(sign, low, high):
        def off(x):
            value = tango_score(n, gained, lost, x, sign * correction) - sign * z
            return max(-1e6, min(1e6, value))

        if off(low) * off(high) > 0:
            return low if sign > 0 else high
        return optimize.brentq(off, low, high, xtol=1e-12)

    return [d, end(1, -edge, d), end(-1, d, edge)]


# M. W. Fagerland, S. Lydersen, P. Laake, Recommended tests and confidence intervals for paired binomial proportions,
# Statistics in Medicine 33 (2014) 2850-2875, the example of airway hyper-responsiveness: 1 gained and 7 lost of 21.
published = tango(21, 1, 7, 0.975, 0)
assert [round(x, 3) for x in published] == [-0.286, -0.517, -0.026], published


def wilson_corrected(successes, n, confidence):
    interval = stats.binomtest(successes, n).proportion_ci(2 * confidence - 1, "wilsoncc")
    return interval.low, interval.high


def newcombe(n, successes, m, others, confidence):
    p, q = successes / n, others / m
    (pl, pu), (ql, qu) = wilson_corrected(successes, n, confidence), wilson_corrected(others, m, confidence)
    return [p - q, max(-1, p - q - math.hypot(p - pl, qu - q)), min(1, p - q + math.hypot(pu - p, q - ql))]


def interval(successes, n, confidence, method):
    found = stats.binomtest(successes, n).proportion_ci(2 * confidence - 1, method)
    return [successes / n, found.low, found.high]


def splitmix(seed, count):
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def below(seed, bounds):
    return ((splitmix(seed, len(bounds)) >> np.uint64(32)) * np.array(bounds, dtype=np.uint64)) >> np.uint64(32)


def bootstrap(values, groups, confidence, seed, resamples=999):
    """Every resample is made, and its ratio and standard error are computed from it as from any sample."""
    labels = groups or list(range(len(values)))
    table = pd.DataFrame({"v": values, "g": labels}).groupby("g", sort=False)["v"].agg(["sum", "count"])
    sums, sizes = table["sum"].to_numpy(), table["count"].to_numpy(float)
    k = len(sums)

    def ratio_and_error(s, m):
        ratio = s.sum(-1) / m.sum(-1)
        squares = ((s - ratio[..., None] * m) ** 2).sum(-1)
        return ratio, np.sqrt(squares * k / (k - 1)) / m.sum(-1)

    mean, error = ratio_and_error(sums, sizes)
    drawn = below(seed, np.full(k * resamples, k)).astype(int).reshape(resamples, k)
    means, errors = ratio_and_error(sums[drawn], sizes[drawn])
    ts = np.sort((means - mean) / errors)
    rank = int(math.floor((resamples + 1) * (1 - confidence) + 1e-9))
    return [mean, mean - ts[resamples - rank] * error, mean - ts[rank - 1] * error]


def shuffled(values, seed):
    values = list(values)
    places = list(range(len(values) - 1, 0, -1))
    for i, j in zip(places, below(seed, [i + 1 for i in places])):
        values[i], values[int(j)] = values[int(j)], values[i]
    return np.array(values)


def betting(values, low, high, confidence, seed):
    """Waudby-Smith and Ramdas, section 4.1, in their notation."""
    alpha = 1 - confidence
    x_up = (shuffled(values, seed) - low) / (high - low)

    def lowest(x):
        n = len(x)
        t = np.arange(1, n + 1)
        mu = (0.5 + np.cumsum(x)) / (t + 1)
        sigma2 = (0.25 + np.cumsum((x - mu) ** 2)) / (t + 1)
        before = np.concatenate([[0.25], sigma2[:-1]])
        lam = np.sqrt(2 * np.log(1 / alpha) / (n * before))

        def capital(m):
            bets = np.minimum(lam, 0.5 / m) if m > 0 else lam
            return np.max(np.cumsum(np.log(1 + bets * (x - m)))) - np.log(1 / alpha)

        return 0.0 if capital(0.0) < 0 else optimize.brentq(capital, 0, 1, xtol=1e-14)

    return [float(np.mean(values)), low + (high - low) * lowest(x_up), high - (high - low) * lowest(1 - x_up)]


def welch(candidate, baseline, confidence):
    found = stats.ttest_ind(candidate, baseline, equal_var=False).confidence_interval(2 * confidence - 1)
    return [np.mean(candidate) - np.mean(baseline), found.low, found.high]


def permutation(candidate, baseline, margin):
    def off(x, y, axis):
        return np.mean(x, axis=axis) - np.mean(y, axis=axis)

    found = stats.permutation_test(
        (np.array(candidate) + margin, np.array(baseline)), off, vectorized=True, n_resamples=np.inf, alternative="greater"
    )
    return [found.statistic, found.pvalue]


def permutation_interval(candidate, baseline, confidence):
    """Not by a search: an arrangement that gives away j of the candidate's numbers turns extreme at one margin, which is solved for."""

    def ruled_out(more, less):
        pool, k = np.array(more + less), len(more)
        chosen = np.array(list(itertools.combinations(range(len(pool)), k)))
        given = k - (chosen < k).sum(1)
        sums = pool[chosen].sum(1)[given > 0]
        # The arrangement as it is, is as extreme as itself at any margin.
        turns = np.sort((sums - sum(more)) / given[given > 0])[::-1]
        allowed = math.floor((1 - confidence) * len(chosen) + 1e-9) - 1
        return turns[allowed] if 0 <= allowed < len(turns) else math.inf

    difference = np.mean(candidate) - np.mean(baseline)
    return [difference, -ruled_out(candidate, baseline), ruled_out(baseline, candidate)]


def shared_level(ps, level):
    """Which of several questions are answered by yes, if one of them is enough and they share the level."""
    return [float(p <= level) for p in holm(ps)]


def holm(ps):
    """By the definition: the smallest level at which the step-down procedure rejects."""
    ps = np.array(ps)
    order = np.argsort(ps, kind="stable")
    out = np.empty(len(ps))
    for place, i in enumerate(order):
        out[i] = min(1, max((len(ps) - j) * ps[order[j]] for j in range(place + 1)))
    return out.tolist()


def psi(expected, actual):
    e, a = np.array(expected) + 0.5, np.array(actual) + 0.5
    n, m = e.sum(), a.sum()
    index = stats.entropy(a / m, e / n) + stats.entropy(e / n, a / m)
    return [index, stats.chi2.sf(index / (1 / n + 1 / m), len(expected) - 1)]


def chi_square(expected, actual):
    found = stats.chi2_contingency([expected, actual], correction=True)
    return [found.statistic, found.pvalue]


def kolmogorov_smirnov(expected, actual):
    d = stats.ks_2samp(expected, actual).statistic
    n, m = len(expected), len(actual)
    return [d, stats.kstwobign.sf(d * math.sqrt(n * m / (n + m)))]


def usual(values, count):
    known = pd.Series(values[:count])
    return known.mean(), known.diff().abs().mean() / (2 / math.sqrt(math.pi))


def ewma(values, count):
    mean, deviation = usual(values, count)
    averages = pd.Series([mean] + values[count:]).ewm(alpha=0.2, adjust=False).mean()[1:]
    out = []
    for t, average in enumerate(averages, 1):
        variance = sum((0.2 * 0.8**j) ** 2 for j in range(t)) * deviation**2
        out += [average, mean - 2.962 * math.sqrt(variance), mean + 2.962 * math.sqrt(variance)]
    return out


def cusum(values, count):
    mean, deviation = usual(values, count)
    out = []
    rest = values[count:]
    for t in range(1, len(rest) + 1):
        z = [(x - mean) / deviation for x in rest[:t]]
        up = max([0.0] + [sum(v - 0.5 for v in z[i:]) for i in range(t)])
        down = max([0.0] + [sum(-v - 0.5 for v in z[i:]) for i in range(t)])
        out += [up if up >= down else -down, -5, 5]
    return out


METHODS = {
    "tango-score": lambda n, gained, lost, confidence: tango(n, gained, lost, confidence, 0),
    "tango-score-corrected": lambda n, gained, lost, confidence: tango(n, gained, lost, confidence, 0.5),
    "non-inferiority": lambda n, gained, lost, margin: [
        (s := tango_score(n, gained, lost, -margin, 0.5)),
        stats.norm.sf(s),
    ],
    "mcnemar-exact": lambda gained, lost: [
        gained,
        stats.binomtest(gained, gained + lost, 0.5, alternative="greater").pvalue,
    ],
    "wilson": lambda n, successes, confidence: interval(successes, n, confidence, "wilson"),
    "clopper-pearson": lambda n, successes, confidence: interval(successes, n, confidence, "exact"),
    "newcombe-corrected": newcombe,
    "stated-error": lambda value, error, other, otherError, confidence: [
        value - other,
        *stats.norm.interval(2 * confidence - 1, value - other, math.sqrt(error**2 + otherError**2)),
    ],
    "paired-bootstrap-t": bootstrap,
    "betting": betting,
    "welch": welch,
    "permutation": permutation,
    "permutation-interval": permutation_interval,
    "holm": holm,
    "shared-level": shared_level,
    "looks": lambda looks, passes: [special.comb(looks, range(1, passes + 1)).sum()],
    "psi": psi,
    "chi-square": chi_square,
    "kolmogorov-smirnov": kolmogorov_smirnov,
    "ewma": ewma,
    "cusum": cusum,
}

for line in sys.stdin:
    question = json.loads(line)
    answer = METHODS[question.pop("method")](**question)
    print(json.dumps([float(x) for x in answer]), flush=False)

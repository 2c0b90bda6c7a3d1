"""Exponential families by other routes than the package, in 40 digits. Run: python3 expfam.py > expfam.json

Log-partitions by integrals and sums over all samples, means and Fisher information by their numerical derivatives; Ising
chains by their 2^N states; Gaussian chains by LU of their matrix; maximum likelihood by the root of the score of the
samples; decimation by sums over every other spin, and by Schur complements.
"""

import itertools
import json
import random

import mpmath as mp

mp.mp.dps = 40


def double(x):
    return float(x)


def doubles(xs):
    return [double(x) for x in xs]


# --- families of single numbers: ln integral of h(x) e^(theta T(x)) ---

PI = mp.pi


def gaussian(t1, t2):
    spread = mp.sqrt(-1 / (2 * t2))
    centre = -t1 / (2 * t2)
    points = [centre + k * spread for k in (-16, -8, -4, 0, 4, 8, 16)]
    return mp.log(mp.quad(lambda x: mp.exp(t1 * x + t2 * x * x) / mp.sqrt(2 * PI), points))


def exponential(t):
    return mp.log(mp.quad(lambda x: mp.exp(t * x), [0, -1 / t, -10 / t, -100 / t]) + mp.exp(-100) / -t)


def gamma(t1, t2):
    # By substitution x = e^y, which is smooth at both ends.
    centre = mp.log((t1 + 1) / -t2)
    spread = 1 / mp.sqrt(t1 + 1)
    points = [centre + k * spread for k in (-90, -40, -20, -10, -4, 0, 2, 4, 8, 12)]
    return mp.log(mp.quad(lambda y: mp.exp((t1 + 1) * y + t2 * mp.exp(y)), points))


def poisson(t):
    return mp.log(mp.nsum(lambda k: mp.exp(t * k) / mp.factorial(k), [0, mp.inf]))


def bernoulli(t):
    return mp.log(1 + mp.exp(t))


def ising(spins, periodic):
    bonds = [(i, (i + 1) % spins) for i in range(spins if periodic else spins - 1)]
    states = [(sum(s[i] * s[j] for i, j in bonds), sum(s)) for s in itertools.product((-1, 1), repeat=spins)]
    counted = {}
    for state in states:
        counted[state] = counted.get(state, 0) + 1
    return lambda k, h: mp.log(mp.fsum(n * mp.exp(k * b + h * m) for (b, m), n in counted.items()))


def gaussian_chain(sites, periodic):
    def log_partition(t1, t2):
        matrix = mp.zeros(sites)
        for i in range(sites):
            matrix[i, i] -= 2 * t1
            if periodic or i + 1 < sites:
                j = (i + 1) % sites
                matrix[i, j] -= t2
                matrix[j, i] -= t2
        return (sites * mp.log(2 * PI) - mp.log(mp.det(matrix))) / 2

    return log_partition


def derivatives(f, theta):
    """Gradient and Hessian by mpmath's numerical differentiation at raised precision."""
    n = len(theta)
    with mp.workdps(60):
        def along(orders):
            return mp.diff(f, tuple(theta) if n > 1 else theta[0], tuple(orders) if n > 1 else orders[0])

        gradient = [along([int(i == j) for j in range(n)]) for i in range(n)]
        hessian = [[along([int(i == k) + int(j == k) for k in range(n)]) for j in range(n)] for i in range(n)]
    return gradient, hessian


def family(name, f, theta, parameters, **more):
    theta = [mp.mpf(t) for t in theta]
    gradient, hessian = derivatives(f, theta)
    return {
        "family": name,
        **more,
        "natural": doubles(theta),
        "parameters": doubles(parameters),
        "logPartition": double(f(*theta)),
        "meanStatistics": doubles(gradient),
        "fisherInformation": [doubles(row) for row in hessian],
    }


def families():
    mp.mp.dps = 30
    out = []
    for mean, variance in ((0, 1), (3, mp.mpf(1) / 2), (mp.mpf(-1) / 4, 9)):
        out.append(family("gaussian", gaussian, [mean / mp.mpf(variance), -1 / (2 * mp.mpf(variance))], [mean, variance]))
    for rate in (1, mp.mpf(1) / 4, 40):
        out.append(family("exponential", exponential, [-rate], [rate]))
    for shape, scale in ((1, 1), (mp.mpf(1) / 2, 3), (12, mp.mpf(1) / 8)):
        out.append(family("gamma", gamma, [shape - 1, -1 / mp.mpf(scale)], [shape, scale]))
    for rate in (mp.mpf(1) / 8, 1, 6):
        out.append(family("poisson", poisson, [mp.log(rate)], [rate]))
    for p in (mp.mpf(1) / 2, mp.mpf(1) / 32, mp.mpf(7) / 8):
        out.append(family("bernoulli", bernoulli, [mp.log(p / (1 - p))], [p]))
    mp.mp.dps = 40
    for sites in (1, 2, 3, 8):
        for boundary in ("periodic", "open"):
            if boundary == "periodic" and sites < 3:
                continue
            for k, h in ((0, 0), (mp.mpf(1) / 2, 0), (mp.mpf(-3) / 4, mp.mpf(1) / 4), (2, mp.mpf(-1) / 8)):
                out.append(
                    family("ising-chain", ising(sites, boundary == "periodic"), [k, h], [k, h], sites=sites, boundary=boundary)
                )
            for a, c in ((1, 0), (1, mp.mpf(3) / 8), (2, mp.mpf(-31) / 32)):
                out.append(
                    family(
                        "gaussian-chain",
                        gaussian_chain(sites, boundary == "periodic"),
                        [-mp.mpf(a) / 2, c],
                        [a, c],
                        sites=sites,
                        boundary=boundary,
                    )
                )
    return out


# --- maximum likelihood: the root of the score, from samples ---

def likelihoods():
    random.seed(3)
    out = []
    x = [mp.mpf(random.randint(1, 400)) / 64 for _ in range(40)]
    n = len(x)
    mean = mp.fsum(x) / n
    variance = mp.fsum((each - mean) ** 2 for each in x) / n
    shape = mp.findroot(lambda k: mp.log(k) - mp.digamma(k) - mp.log(mean) + mp.fsum(mp.log(each) for each in x) / n, 2)
    k1, k2 = mp.polygamma(1, shape), mean / shape
    determinant = k1 * shape * k2 * k2 - k2 * k2  # of [[k1, k2], [k2, shape k2^2]]
    out.append({"family": "gaussian", "samples": doubles(x), "parameters": doubles([mean, variance]),
                "standardErrors": doubles([mp.sqrt(variance / n), variance * mp.sqrt(mp.mpf(2) / n)])})
    out.append({"family": "exponential", "samples": doubles(x), "parameters": doubles([1 / mean]),
                "standardErrors": doubles([1 / mean / mp.sqrt(n)])})
    # Fisher information in (shape, scale): [[psi'(k), 1/scale], [1/scale, k/scale^2]].
    det = (k1 * shape - 1) / k2**2
    out.append({"family": "gamma", "samples": doubles(x), "parameters": doubles([shape, k2]),
                "standardErrors": doubles([mp.sqrt(shape / k2**2 / det / n), mp.sqrt(k1 / det / n)])})
    counts = [random.randint(0, 7) for _ in range(40)]
    rate = mp.mpf(sum(counts)) / n
    out.append({"family": "poisson", "samples": counts, "parameters": doubles([rate]), "standardErrors": doubles([mp.sqrt(rate / n)])})
    bits = [int(random.random() < 0.3) for _ in range(40)]
    p = mp.mpf(sum(bits)) / n
    out.append({"family": "bernoulli", "samples": bits, "parameters": doubles([p]), "standardErrors": doubles([mp.sqrt(p * (1 - p) / n)])})
    for boundary in ("periodic", "open"):
        sites = 6
        f = ising(sites, boundary == "periodic")
        rows = [[random.choice((-1, 1, 1)) for _ in range(sites)] for _ in range(30)]
        for row in rows:  # neighbours like to agree
            for i in range(1, sites):
                if random.random() < 0.4:
                    row[i] = row[i - 1]
        bonds = range(sites if boundary == "periodic" else sites - 1)
        b = mp.mpf(sum(row[i] * row[(i + 1) % sites] for row in rows for i in bonds)) / len(rows)
        m = mp.mpf(sum(map(sum, rows))) / len(rows)
        score = lambda k, h: [mp.diff(f, (k, h), (1, 0)) - b, mp.diff(f, (k, h), (0, 1)) - m]
        k, h = mp.findroot(score, (mp.mpf("0.3"), mp.mpf("0.1")))
        out.append(chain("ising-chain", f, sites, boundary, rows, [k, h], [k, h], [[1, 0], [0, 1]]))
        f = gaussian_chain(sites, boundary == "periodic")
        rows = [[mp.mpf(random.randint(-128, 128)) / 64 for _ in range(sites)] for _ in range(30)]
        for row in rows:
            for i in range(1, sites):
                row[i] += row[i - 1] / 2
        s1 = mp.fsum(v * v for row in rows for v in row) / len(rows)
        s2 = mp.fsum(row[i] * row[(i + 1) % sites] for row in rows for i in bonds) / len(rows)
        t1, t2 = newton_of_means(f, s1, s2, sites)
        out.append(chain("gaussian-chain", f, sites, boundary, [doubles(r) for r in rows], [t1, t2], [-2 * t1, t2], [[-2, 0], [0, 1]]))
    return out


def newton_of_means(f, s1, s2, sites):
    """The natural parameters of a Gaussian chain with these mean statistics, from independent sites by damped steps."""
    theta = mp.matrix([-sites / (2 * s1), 0])
    for _ in range(60):
        gradient, hessian = derivatives(f, list(theta))
        step = mp.inverse(mp.matrix(hessian)) * mp.matrix([s1 - gradient[0], s2 - gradient[1]])
        while not abs(theta[1] + step[1]) < -(theta[0] + step[0]):
            step /= 2
        theta += step
        if mp.norm(step) < mp.mpf(10) ** -30:
            break
    return theta[0], theta[1]


def chain(name, f, sites, boundary, rows, theta, parameters, jacobian):
    _, hessian = derivatives(f, theta)
    covariance = mp.inverse(mp.matrix(hessian)) / len(rows)
    j = mp.matrix(jacobian)
    errors = j * covariance * j.T
    return {"family": name, "sites": sites, "boundary": boundary, "samples": rows, "parameters": doubles(parameters),
            "standardErrors": doubles([mp.sqrt(errors[i, i]) for i in range(2)])}


# --- renormalisation ---

def decimated_ising(k, h):
    """Sum over the middle one of three spins; each end keeps half of its field, so that chains of any length fit."""
    k, h = mp.mpf(k), mp.mpf(h)
    z = lambda s, t: mp.fsum(mp.exp(k * (s * m + m * t) + h * m + h * (s + t) / 2) for m in (-1, 1))
    return {
        "coupling": double(k),
        "field": double(h),
        "couplingAfter": double(mp.log(z(1, 1) * z(-1, -1) / z(1, -1) ** 2) / 4),
        "fieldAfter": double(mp.log(z(1, 1) / z(-1, -1)) / 2),
    }


def decimated_gaussian(a, c):
    """Schur complement of every other site of a ring of twelve."""
    a, c = mp.mpf(a), mp.mpf(c)
    sites = 12
    matrix = mp.zeros(sites)
    for i in range(sites):
        matrix[i, i] = a
        matrix[i, (i + 1) % sites] = matrix[(i + 1) % sites, i] = -c
    keep, drop = range(0, sites, 2), range(1, sites, 2)
    block = lambda rows, columns: mp.matrix([[matrix[i, j] for j in columns] for i in rows])
    rest = block(keep, keep) - block(keep, drop) * mp.inverse(block(drop, drop)) * block(drop, keep)
    return {"precision": double(a), "coupling": double(c), "precisionAfter": double(rest[0, 0]), "couplingAfter": double(-rest[0, 1])}


def ratio_flow(r, steps):
    r = mp.mpf(r)
    out = [double(r)]
    for _ in range(steps):
        phi = (1 - mp.sqrt(1 - 4 * r * r)) / (2 * r)
        r = phi**2 / (1 + phi**4)
        out.append(double(r))
    return out


def cumulants_of(log_moment, order):
    with mp.workdps(60):
        series = mp.taylor(log_moment, 0, order)
    return doubles([series[n] * mp.factorial(n) for n in range(1, order + 1)])


def cumulant_cases():
    order = 6
    return [
        {"family": "gaussian", "parameters": [0.5, 2], "cumulants": cumulants_of(lambda t: t / 2 + t * t, order)},
        {"family": "exponential", "parameters": [2], "cumulants": cumulants_of(lambda t: -mp.log(1 - t / 2), order)},
        {"family": "gamma", "parameters": [2.5, 0.5], "cumulants": cumulants_of(lambda t: -mp.mpf("2.5") * mp.log(1 - t / 2), order)},
        {"family": "poisson", "parameters": [3], "cumulants": cumulants_of(lambda t: 3 * (mp.exp(t) - 1), order)},
        {"family": "bernoulli", "parameters": [0.125], "cumulants": cumulants_of(lambda t: mp.log(1 + (mp.exp(t) - 1) / 8), order)},
    ]


def block_sums():
    """Distribution of the sum of b values by convolution, its standardised cumulants from its moments."""
    out = []
    for b in (2, 3, 8):
        p = [mp.mpf(7) / 8, mp.mpf(1) / 8]
        total = [mp.mpf(1)]
        for _ in range(b):
            total = [sum(total[i - j] * p[j] for j in range(2) if 0 <= i - j < len(total)) for i in range(len(total) + 1)]
        mean = mp.fsum(i * q for i, q in enumerate(total))
        central = lambda n: mp.fsum((i - mean) ** n * q for i, q in enumerate(total))
        variance = central(2)
        # Of (sum - b mean) / sqrt(b), so that the variance stays.
        out.append({"parameter": 0.125, "block": b, "variance": double(variance / b),
                    "skewness": double(central(3) / variance ** mp.mpf("1.5")),
                    "excessKurtosis": double(central(4) / variance**2 - 3)})
    return out


# --- pseudo-likelihood ---

def pseudo_ising(rows, periodic, with_field):
    sites = len(rows[0])
    def neighbours(row, i):
        if periodic:
            return row[i - 1] + row[(i + 1) % sites]
        return (row[i - 1] if i > 0 else 0) + (row[i + 1] if i + 1 < sites else 0)

    def gradients(k, h):
        out = []
        for row in rows:
            residuals = [(row[i] - mp.tanh(k * neighbours(row, i) + h), neighbours(row, i)) for i in range(sites)]
            out.append((mp.fsum(r * s for r, s in residuals), mp.fsum(r for r, _ in residuals)))
        return out

    def curvature(k, h):
        w = [(1 - mp.tanh(k * neighbours(row, i) + h) ** 2, neighbours(row, i)) for row in rows for i in range(sites)]
        return mp.matrix([[mp.fsum(a * s * s for a, s in w), mp.fsum(a * s for a, s in w)],
                          [mp.fsum(a * s for a, s in w), mp.fsum(a for a, _ in w)]])

    if with_field:
        def score(k, h):
            g = gradients(k, h)
            return [mp.fsum(a for a, _ in g), mp.fsum(b for _, b in g)]
        k, h = mp.findroot(score, (mp.mpf("0.2"), mp.mpf("0.1")))
        g = gradients(k, h)
        bread = mp.inverse(curvature(k, h))
        meat = mp.matrix([[mp.fsum(x[i] * x[j] for x in g) for j in range(2)] for i in range(2)])
        covariance = bread * meat * bread
        errors = [mp.sqrt(covariance[i, i]) for i in range(2)]
    else:
        k = mp.findroot(lambda k: mp.fsum(a for a, _ in gradients(k, mp.mpf(0))), mp.mpf("0.2"))
        h = mp.mpf(0)
        g = gradients(k, h)
        errors = [mp.sqrt(mp.fsum(a * a for a, _ in g)) / curvature(k, h)[0, 0], mp.mpf(0)]
    return {"rows": rows, "boundary": "periodic" if periodic else "open", "field": with_field,
            "coupling": double(k), "couplingError": double(errors[0]), "fieldValue": double(h), "fieldError": double(errors[1])}


def pseudo_cases():
    random.seed(5)
    rows = []
    for _ in range(25):
        row = [random.choice((-1, 1))]
        while len(row) < 7:
            row.append(row[-1] if random.random() < 0.7 else random.choice((-1, 1, 1)))
        rows.append(row)
    return [pseudo_ising(rows, periodic, field) for periodic in (True, False) for field in (True, False)]


print(
    json.dumps(
        {
            "made": f"expfam.py with mpmath {mp.__version__}",
            "families": families(),
            "likelihoods": likelihoods(),
            "isingDecimation": [decimated_ising(*each) for each in
                                ((0.5, 0), (1, 0), (-0.7, 0), (3, 0), (0.001, 0), (0.5, 0.25), (-1, 0.5), (1.5, -2), (12, 0.01), (1e-9, 0.3))],
            "gaussianDecimation": [decimated_gaussian(*each) for each in ((1, 0.4), (2, -0.9), (1, 0.499), (3, 0.001))],
            "ratioFlow": ratio_flow(mp.mpf(2) / 5, 5),
            "cumulants": cumulant_cases(),
            "blockSums": block_sums(),
            "pseudoLikelihoods": pseudo_cases(),
        },
        indent=1,
    )
)

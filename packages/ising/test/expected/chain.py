"""Expected values of the Ising chain to 20 digits, with mpmath at 60 (and 500 where exponentials of 1000 must cancel).

Another route than the package's: the couplings by the published recursion (2.11) and its form with a field, energies as
derivatives of ln lambda, s by eq. (2.19) as a difference of large numbers. Run: python3 chain.py > chain.json
"""
import json
from mpmath import mp, mpf, cosh, sinh, tanh, log, exp, sqrt, diff

mp.dps = 60


def lncosh(x):
    return log(cosh(x))


def loglam(k0, k, h):
    return k0 + log(exp(k) * cosh(h) + sqrt(exp(2 * k) * sinh(h) ** 2 + exp(-2 * k)))


def energy(k0, k, h):
    """<H>/N = -(K0 + K dln/dK + h dln/dh), derivatives written out."""
    r = sqrt(exp(2 * k) * sinh(h) ** 2 + exp(-2 * k))
    lam = exp(k) * cosh(h) + r
    dk = (exp(k) * cosh(h) + (exp(2 * k) * sinh(h) ** 2 - exp(-2 * k)) / r) / lam
    dh = (exp(k) * sinh(h) + exp(2 * k) * sinh(h) * cosh(h) / r) / lam
    return -(k0 + k * dk + h * dh)


def decimate(k0, k, h):
    p, m, z = lncosh(2 * k + h), lncosh(2 * k - h), lncosh(h)
    return log(2) + 2 * k0 + (p + m + 2 * z) / 4, (p + m - 2 * z) / 4, h + (p - m) / 2


def text(x):
    return mp.nstr(x, 20)


cases = []
for k, h, keep in [
    ("1e-8", "0", [1, 2, 60]), ("1e-4", "0", [1, 5]), ("0.03", "0", [1, 2, 3]), ("0.5", "0", [1, 2, 3, 10]),
    ("1", "0", range(1, 11)), ("3", "0", range(1, 11)), ("20", "0", [1, 10, 57, 60]), ("100", "0", [1, 60]),
    ("500", "0", [1, 2, 60]), ("-0.7", "0", [1, 2, 6]), ("0.5", "0.3", range(1, 6)), ("1", "0.1", range(1, 6)),
    ("1e-8", "0.3", [1, 3]), ("0.5", "1e-8", [1, 8]), ("500", "0.01", [1, 3]), ("2", "-1.5", [1, 4]),
    ("-3", "0.4", [1, 2, 10]), ("0.2", "30", [1, 3]), ("-40", "90", [1, 3]), ("7", "1e-5", [1, 10, 20]),
]:
    mp.dps = 700 if abs(float(k)) > 10 or abs(float(h)) > 10 else 80
    c = (mpf(0), mpf(k), mpf(h))
    e, lam = energy(*c), loglam(*c)
    steps = []
    for n in range(1, max(keep) + 1):
        c = decimate(*c)
        if n in keep:
            s = (energy(*c) / 2 ** n - e) / log(2) + 1 - mpf(2) ** -n
            steps.append({"step": n, "constant": text(c[0]), "coupling": text(c[1]), "field": text(c[2]), "s": text(s)})
    cases.append({"coupling": k, "field": h, "steps": steps, "asymptote": text(1 - (lam + e) / log(2)),
                  "logPartitionPerSite": text(lam)})
print(json.dumps(cases, indent=1))

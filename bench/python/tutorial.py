"""Python sbi's NPE, all defaults, on the tutorial problem: theta ~ U(-2, 2)^3, x = theta + 1 + 0.1 e.

    python bench/python/tutorial.py --simulations train.csv --held-out fresh.csv \
        --observations observed.csv --seed 1 --out seed1.json

The CSV files have a header with theta_1..theta_3 and x_1..x_3 (observations need only the x). What the
figures in the JSON mean: bench/python/README.md.
"""

import argparse
import csv
import json
import sys
import tempfile
import time
import warnings
from contextlib import chdir, redirect_stdout
from importlib.metadata import version

import numpy as np
import torch
from sbi.inference import NPE
from sbi.utils import BoxUniform
from scipy.stats import truncnorm

DIM = 3
LOW, HIGH, NOISE, OFFSET = -2.0, 2.0, 0.1, 1.0
ACCEPTANCE_DRAWS = 1000  # per held-out pair
INTERVAL_PAIRS, INTERVAL_DRAWS = 500, 500
C2ST_DRAWS = 10_000
MAX_FLOW_ROWS = 200_000  # of the flow at once: bounds memory


def read(path, *names):
    """The columns name_1..name_3 of a CSV file, one float64 table per name."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return [np.array([[float(row[f"{n}_{c + 1}"]) for c in range(DIM)] for row in rows]) for n in names]


def tensor(values):
    return torch.tensor(values, dtype=torch.float32)


def train(theta, x, seed):
    """(NPE after training, estimator, seconds)"""
    torch.manual_seed(seed)
    prior = BoxUniform(LOW * torch.ones(DIM), HIGH * torch.ones(DIM))
    start = time.perf_counter()
    # sbi writes ./sbi-logs and prints a line on success
    with tempfile.TemporaryDirectory() as logs, chdir(logs), redirect_stdout(sys.stderr):
        inference = NPE(prior=prior, show_progress_bars=False).append_simulations(theta, x)
        estimator = inference.train()
    return inference, estimator, time.perf_counter() - start


def flow_draws(estimator, x, count):
    """count draws of the flow, box ignored, for each row of x: [rows, count, DIM]."""
    chunks = x.split(max(1, MAX_FLOW_ROWS // count))
    return torch.cat([estimator.sample((count,), chunk).transpose(0, 1) for chunk in chunks])


def inside(theta):
    return ((theta >= LOW) & (theta <= HIGH)).all(-1)


def posterior_draws(estimator, x, count):
    """count draws inside the box for each row of x: [rows, count, DIM]."""
    kept = [torch.empty(0, DIM) for _ in x]
    for _ in range(1000):
        pending = [i for i, rows in enumerate(kept) if len(rows) < count]
        if not pending:
            return torch.stack(kept)
        fresh = flow_draws(estimator, x[pending], count)
        for i, rows in zip(pending, fresh, strict=True):
            kept[i] = torch.cat([kept[i], rows[inside(rows)]])[:count]
    raise RuntimeError(f"{len(pending)} pairs still lack draws inside the box after 1,000 rounds")


def exact(x):
    """The exact posterior: N(x - 1, 0.01 I) cut at the box, a product of truncated normals."""
    loc = x - OFFSET
    return truncnorm((LOW - loc) / NOISE, (HIGH - loc) / NOISE, loc=loc, scale=NOISE)


def held_out_gap(estimator, theta, x):
    log_q = estimator.log_prob(tensor(theta)[None], tensor(x))[0].double().numpy()
    accepted = inside(flow_draws(estimator, tensor(x), ACCEPTANCE_DRAWS)).sum(1).numpy()
    log_q = log_q - np.log(np.maximum(accepted, 1) / ACCEPTANCE_DRAWS)
    log_p = exact(x).logpdf(theta).sum(1)
    gap = log_p - log_q
    return {
        "pairs": len(theta),
        "logQ": log_q.mean(),
        "logExact": log_p.mean(),
        "gap": gap.mean(),
        "gapStandardError": gap.std(ddof=1) / np.sqrt(len(gap)),
        "meanAcceptance": accepted.mean() / ACCEPTANCE_DRAWS,
        "pairsNeverAccepted": int((accepted == 0).sum()),
    }


def intervals(estimator, theta, x, rng):
    """Coverage of central 90 % intervals and the posterior's sd against the exact one."""
    theta, x = theta[:INTERVAL_PAIRS], x[:INTERVAL_PAIRS]
    reference = exact(x)

    def coverage(draws):
        low, high = np.quantile(draws, [0.05, 0.95], axis=1)
        return ((theta >= low) & (theta <= high)).mean(0)

    draws = posterior_draws(estimator, tensor(x), INTERVAL_DRAWS).double().numpy()
    exact_draws = reference.rvs((INTERVAL_DRAWS, *x.shape), random_state=rng).transpose(1, 0, 2)
    per_parameter, exact_per_parameter = coverage(draws), coverage(exact_draws)
    ratio = np.log(draws.std(1, ddof=1) / reference.std())
    return {
        "pairs": len(x),
        "draws": INTERVAL_DRAWS,
        "coverage90": per_parameter.mean(),
        "coverage90PerParameter": per_parameter.tolist(),
        "exactCoverage90": exact_per_parameter.mean(),
        "sdRatio": np.exp(ratio.mean()),
        "sdRatioPerParameter": np.exp(ratio.mean(0)).tolist(),
    }


def c2st(x, y):
    """The benchmark's mlp score with random_state 1."""
    from sklearn.model_selection import KFold, cross_val_score
    from sklearn.neural_network import MLPClassifier

    rows = (np.concatenate([x, y]) - x.mean(0)) / x.std(0, ddof=1)
    labels = np.repeat([0, 1], [len(x), len(y)])
    classifier = MLPClassifier(hidden_layer_sizes=(10 * DIM, 10 * DIM), max_iter=10_000, random_state=1)
    folds = KFold(n_splits=5, shuffle=True, random_state=1)
    return cross_val_score(classifier, rows, labels, cv=folds, scoring="accuracy").mean()


def observation(posterior, x, rng, skip_c2st, draws_file):
    draws = posterior.sample((C2ST_DRAWS,), x=tensor(x), show_progress_bars=False).double().numpy()
    if draws_file:
        np.savetxt(draws_file, draws, fmt="%.9g", delimiter=",", comments="", header="theta_1,theta_2,theta_3")
    reference = exact(x)
    result = {"x": x.tolist(), "sdRatio": np.exp(np.log(draws.std(0, ddof=1) / reference.std()).mean())}
    if not skip_c2st:
        result["c2st"] = c2st(reference.rvs((C2ST_DRAWS, DIM), random_state=rng), draws)
        print(f"observation {x}: C2ST {result['c2st']:.4f}", file=sys.stderr)
    return result


def run(options):
    theta, x = map(tensor, read(options.simulations, "theta", "x"))
    inference, estimator, seconds = train(theta, x, options.seed)
    rng = np.random.default_rng(options.seed)
    epochs = inference.summary["epochs_trained"][-1]
    train_rows = int(0.9 * len(theta))
    result = {
        "versions": {name: version(name) for name in ("sbi", "torch", "scikit-learn")},
        "seed": options.seed,
        "simulations": len(theta),
        "epochs": epochs,
        "steps": epochs * (train_rows // min(200, train_rows)),
        "bestValidationLoss": inference.summary["best_validation_loss"][-1],
        "seconds": seconds,
    }
    with torch.no_grad():
        if options.held_out:
            fresh_theta, fresh_x = read(options.held_out, "theta", "x")
            result["heldOut"] = held_out_gap(estimator, fresh_theta, fresh_x)
            result["intervals"] = intervals(estimator, fresh_theta, fresh_x, rng)
        if options.observations:
            posterior = inference.build_posterior(estimator)
            (observed,) = read(options.observations, "x")
            rows = [
                observation(posterior, row, rng, options.skip_c2st, options.draws and f"{options.draws}_{i}.csv")
                for i, row in enumerate(observed)
            ]
            result["observations"] = rows
            if not options.skip_c2st:
                result["meanC2st"] = np.mean([row["c2st"] for row in rows])
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simulations", required=True, help="CSV of training pairs")
    parser.add_argument("--held-out", help="CSV of fresh pairs")
    parser.add_argument("--observations", help="CSV of observations (x columns)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", help="JSON to write (default: standard output)")
    parser.add_argument("--skip-c2st", action="store_true")
    parser.add_argument("--draws", help="prefix of a CSV for each observation's draws (PREFIX_0.csv, …)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", category=FutureWarning)
    text = json.dumps(run(options), indent=2) + "\n"
    if options.out:
        with open(options.out, "w") as file:
            file.write(text)
    else:
        print(text, end="")


if __name__ == "__main__":
    main()

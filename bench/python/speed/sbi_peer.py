"""Python sbi on torch as a peer of `pnpm bench`; THREADS says how many threads it has."""

import json
import os
import sys
import tempfile
import warnings
from contextlib import chdir
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from peer import observations, pairs, peak_bytes, serve, site_bytes, timed
from sbi.inference import NPE
from sbi.neural_nets import posterior_nn
from sbi.utils import BoxUniform

warnings.filterwarnings("ignore")
torch.set_num_threads(int(os.environ.get("THREADS", "1")))
prior = BoxUniform(-2 * torch.ones(3), 2 * torch.ones(3))
held = {}  # what the last prepare left: run and, of posteriors, the posterior
trained = {}


def estimator_of(spec, theta, x):
    recipe = spec["recipe"]
    settings = {"hidden_features": recipe["hidden"], "num_transforms": recipe["transforms"]}
    if spec.get("embedding"):
        from sbi.neural_nets.embedding_nets import CNNEmbedding

        times, channels = spec["xShape"]
        settings["embedding_net"] = CNNEmbedding((times,), in_channels=channels)
    return posterior_nn(recipe["kind"], **settings)(theta, x)


def stepper(spec):
    rng = np.random.default_rng(1)
    torch.manual_seed(1)
    theta, x = map(torch.tensor, pairs(spec, max(2000, 4 * spec["batch"]), rng))
    estimator = estimator_of(spec, theta, x)
    optimiser = torch.optim.Adam(estimator.parameters(), lr=5e-4)
    batches = [rows for rows in torch.randperm(len(theta)).split(spec["batch"]) if len(rows) == spec["batch"]]
    count = 0

    def step():
        nonlocal count
        rows = batches[count % len(batches)]
        count += 1
        optimiser.zero_grad()
        loss = estimator.loss(theta[rows], x[rows]).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(estimator.parameters(), 5.0)
        optimiser.step()

    held.update(run=step, estimator=estimator, theta=theta, x=x)
    return {"weights": sum(p.numel() for p in estimator.parameters())}


def train(theta, x, **options):
    with tempfile.TemporaryDirectory() as logs, chdir(logs):  # sbi writes ./sbi-logs
        inference = NPE(prior=prior, show_progress_bars=False).append_simulations(theta, x)
        estimator = inference.train(**options)
    return inference, estimator


def end_to_end(count, epochs, draws):
    theta = prior.sample((count,))
    x = theta + 1 + 0.1 * torch.randn(theta.shape)
    limits = {"max_num_epochs": epochs - 1, "stop_after_epochs": 10**6} if epochs else {}
    inference, estimator = train(theta, x, **limits)
    posterior = inference.build_posterior(estimator)
    for observed in ([0.8, 0.6, 0.4], [1.32, -0.41, 2.07]) if draws else ():
        posterior.sample((draws,), x=torch.tensor(observed), show_progress_bars=False)
    return inference, estimator, posterior


def log_q(estimator, rows):
    """Mean log density over pairs, leakage apart."""
    theta, x = (torch.tensor(rows[name]) for name in ("theta", "x"))
    with torch.no_grad():
        return estimator.log_prob(theta[None], x)[0].mean().item()


def leakage(estimator, rows, count=500):
    """Mean log share of draws inside the box."""
    x = torch.tensor(rows["x"])
    with torch.no_grad():
        draws = torch.cat([estimator.sample((count,), part).transpose(0, 1) for part in x.split(200)])
    inside = ((draws >= -2) & (draws <= 2)).all(-1).sum(1).clamp(min=1)
    return torch.log(inside / count).mean().item()


def prepare(request):
    spec = request["spec"]
    if spec["kind"] == "step":
        return stepper(spec)
    if spec["kind"] in ("tutorial", "accurate"):
        held["run"] = lambda: held.update(made=end_to_end(spec["count"], spec.get("epochs"), spec["draws"]))
        return {}
    if not trained:
        torch.manual_seed(2)
        inference, estimator, posterior = end_to_end(2000, spec["epochs"], 0)
        trained.update(estimator=estimator, posterior=posterior)
    posterior = trained["posterior"]
    observed, quiet = torch.tensor([0.8, 0.6, 0.4]), {"show_progress_bars": False}
    if spec["kind"] == "draws":
        held["run"] = lambda: posterior.sample((spec["count"],), x=observed, **quiet)
    elif spec["kind"] == "logProb":
        theta = observed - 1 + 0.1 * torch.randn(spec["count"], 3)
        held["run"] = lambda: posterior.log_prob(theta, x=observed, norm_posterior=False)
    elif spec["kind"] == "map":
        posterior.set_default_x(observed)
        held["run"] = lambda: posterior.map(force_update=True, **quiet)
    elif spec["kind"] == "batched":
        x = torch.tensor(observations(spec["observations"]))
        held["run"] = lambda: posterior.sample_batched((spec["count"],), x=x, **quiet)
    return {}


def run(request):
    def task():
        for _ in range(request["units"]):
            held["run"]()

    return {"seconds": timed(task)[0], "units": request["units"]}


def quality(request):
    """Of the posterior that the last run left."""
    _, estimator, _ = held["made"] if "made" in held else (None, trained["estimator"], None)
    answer = {"logQ": log_q(estimator, request["rows"])}
    if request.get("normalized"):
        answer["logQ"] -= leakage(estimator, request["rows"])
    return answer


def export(request):
    """Writes the prepared estimator as a flow file of ours, and answers with points and its densities there."""
    sys.path.append(str(Path(__file__).parents[3] / "packages/flows/test/fixtures"))
    from safetensors.numpy import save_file
    from sbiEmbeddings import convert_network
    from sbiFlows import convert_nsf
    from sbiMaf import convert

    spec, estimator, theta, x = request["spec"], held["estimator"].eval(), held["theta"], held["x"]
    dim, kind = spec["dim"], spec["recipe"]["kind"]
    made = convert(estimator, dim) if kind == "maf" else (convert_nsf(estimator, dim), None, None)
    tensors, orders = made[0], made[1]
    standardise = estimator.embedding_net[0]
    last = lambda value: np.moveaxis(value.numpy(), 0, -1).ravel() if value.ndim > 1 else value.numpy()
    if spec.get("embedding"):
        tensors |= convert_network("Convolution1d", estimator.embedding_net[1], x[:2])
    size, zeros, far = int(np.prod(spec["xShape"])), np.zeros(dim, np.float32), np.full(dim, np.inf, np.float32)
    values = {
        "low": -far, "high": far, "loc": theta.mean(0).numpy(), "scale": theta.std(0).numpy(),
        "intercept": zeros, "slope": np.zeros((size, dim), np.float32), "spread": zeros + 1,
        "xLoc": last(standardise._mean), "xScale": last(standardise._std),
    }  # fmt: skip
    tensors |= {f"preconditioner.{name}": value for name, value in values.items()}
    flow = {"recipe": spec["recipe"], "drawn": {"orders": orders} if orders else {}, "dim": dim}
    flow |= {"xShape": spec["xShape"], "embedding": spec.get("embedding"), "clip": False}
    tensors = {name: np.array(value, np.float32, order="C", copy=True) for name, value in tensors.items()}
    save_file(tensors, request["file"], {"format": "sbi-flow/2", "flow": json.dumps(flow)})
    at_theta, at_x = theta[:100], x[:100]
    with torch.no_grad():
        log_prob = estimator.log_prob(at_theta[None], at_x)[0]
    channels_last = at_x.transpose(1, 2) if at_x.ndim == 3 else at_x
    estimator.train()
    return {"theta": at_theta.flatten().tolist(), "x": channels_last.flatten().tolist(), "logProb": log_prob.tolist()}


serve({
    "hello": lambda _: {"versions": {name: version(name) for name in ("sbi", "torch")}, "threads": torch.get_num_threads()},
    "prepare": prepare,
    "run": run,
    "quality": quality,
    "export": export,
    "memory": lambda _: {"bytes": peak_bytes()},
    "size": lambda _: {"bytes": site_bytes("sbi")},
})  # fmt: skip

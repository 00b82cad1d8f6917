"""A jitted flow of flowjax as a peer of `pnpm bench`: sizes as those of the recipe it is asked for."""

import os
from importlib.metadata import version

import equinox as eqx
import jax
import jax.numpy as jnp
import jax.random as jr
import numpy as np
import optax
import paramax
from flowjax.bijections import RationalQuadraticSpline
from flowjax.distributions import Normal
from flowjax.flows import coupling_flow, masked_autoregressive_flow
from peer import observations, pairs, peak_bytes, serve, site_bytes, timed, tutorial

held, trained = {}, {}


class Embedding(eqx.Module):
    """As sbi's CNNEmbedding: two layers of convolution, each pooled by pairs, then two dense ones."""

    convolutions: list
    dense: list

    def __init__(self, key, channels, times):
        keys = jr.split(key, 4)
        self.convolutions = [eqx.nn.Conv1d(channels, 6, 5, padding=1, key=keys[0]), eqx.nn.Conv1d(6, 12, 5, padding=1, key=keys[1])]
        after = lambda length: (length - 2) // 2
        size = 12 * after(after(times))
        self.dense = [eqx.nn.Linear(size, 50, key=keys[2]), eqx.nn.Linear(50, 20, key=keys[3])]

    def __call__(self, x):
        for layer in self.convolutions:
            y = jax.nn.relu(layer(x))
            x = y[:, : y.shape[1] // 2 * 2].reshape(y.shape[0], -1, 2).max(-1)
        x = x.ravel()
        for layer in self.dense:
            x = jax.nn.relu(layer(x))
        return x


def build(spec, theta, x):
    """(trainable, static, log_prob(model, theta, x), sample(model, key, count, x)), with theta and x standardised."""
    recipe, dim, (key, embed_key) = spec["recipe"], spec["dim"], jr.split(jr.key(1))
    inputs = 20 if spec.get("embedding") else int(np.prod(spec["xShape"]))
    shape = {"flow_layers": recipe["transforms"], "nn_width": recipe["hidden"], "cond_dim": inputs}
    base = Normal(jnp.zeros(dim))
    if recipe["kind"] == "maf":
        # an input layer and `blocks` hidden ones
        flow = masked_autoregressive_flow(key, base_dist=base, nn_depth=recipe["blocks"] + 1, nn_activation=jnp.tanh, **shape)
    else:
        spline = RationalQuadraticSpline(knots=recipe["bins"], interval=recipe["tailBound"])
        # an input layer and two in each block
        flow = coupling_flow(key, base_dist=base, transformer=spline, nn_depth=2 * recipe["blocks"] + 1, **shape)
    embedding = Embedding(embed_key, *reversed(spec["xShape"])) if spec.get("embedding") else None
    mean, sd, x_mean, x_sd = (jnp.asarray(v) for v in (theta.mean(0), theta.std(0), x.mean(0), x.std(0)))

    def context(model, x):
        scaled = (x - x_mean) / x_sd
        return jax.vmap(model[1])(scaled) if model[1] is not None else scaled

    def log_prob(model, theta, x):
        return paramax.unwrap(model[0]).log_prob((theta - mean) / sd, context(model, x)) - jnp.log(sd).sum()

    def sample(model, key, count, x):
        return paramax.unwrap(model[0]).sample(key, (count,), context(model, x)) * sd + mean

    trainable, static = eqx.partition((flow, embedding), eqx.is_inexact_array, is_leaf=lambda leaf: isinstance(leaf, paramax.NonTrainable))
    return trainable, static, log_prob, sample


def stepper_of(trainable, static, log_prob):
    optimiser = optax.chain(optax.clip_by_global_norm(5.0), optax.adam(5e-4))

    def loss(trainable, theta, x):
        return -log_prob(eqx.combine(trainable, static), theta, x).mean()

    @jax.jit
    def step(trainable, state, theta, x):
        value, gradient = jax.value_and_grad(loss)(trainable, theta, x)
        updates, state = optimiser.update(gradient, state)
        return optax.apply_updates(trainable, updates), state, value

    return step, optimiser.init(trainable), jax.jit(loss)


def stepper(spec):
    theta, x = pairs(spec, max(2000, 4 * spec["batch"]), np.random.default_rng(1))
    trainable, static, log_prob, _ = build(spec, theta, x)
    step, state, _ = stepper_of(trainable, static, log_prob)
    batches = [(jnp.asarray(theta[i : i + spec["batch"]]), jnp.asarray(x[i : i + spec["batch"]])) for i in range(0, len(theta), spec["batch"])]
    at = {"trainable": trainable, "state": state, "count": 0}

    def run(units):
        for _ in range(units):
            batch = batches[at["count"] % len(batches)]
            at["trainable"], at["state"], value = step(at["trainable"], at["state"], *batch)
            at["count"] += 1
        value.block_until_ready()

    held["run"] = run
    return {"weights": sum(leaf.size for leaf in jax.tree.leaves(trainable))}


def train(spec):
    """The tutorial for so many epochs, a tenth held out, every epoch validated: what the other peers do."""
    rng = np.random.default_rng(3)
    theta, x = tutorial(spec["count"], rng)
    rows = int(0.9 * len(theta))
    trainable, static, log_prob, sample = build({"dim": 3, "xShape": [3], **spec}, theta[:rows], x[:rows])
    step, state, loss = stepper_of(trainable, static, log_prob)
    best, kept = np.inf, trainable
    for _ in range(spec["epochs"]):
        order = rng.permutation(rows)
        for begin in range(0, rows - 199, 200):
            at = order[begin : begin + 200]
            trainable, state, _ = step(trainable, state, theta[at], x[at])
        value = float(loss(trainable, theta[rows:], x[rows:]))
        if value < best:
            best, kept = value, trainable
    return {"model": eqx.combine(kept, static), "static": static, "log_prob": log_prob, "sample": sample}


def draw(made, count, observed, key=7):
    sample = held.setdefault(("sample", id(made), count), jax.jit(lambda key, x: made["sample"](made["model"], key, count, x)))
    return sample(jr.key(key), observed).block_until_ready()


def once(task):
    def run(units):
        for _ in range(units):
            task()

    return run


def prepare(request):
    spec = request["spec"]
    if spec["kind"] == "step":
        return stepper(spec)
    observed = jnp.array([[0.8, 0.6, 0.4]])
    if spec["kind"] == "tutorial":
        def whole():
            held["made"] = train(spec)
            for key in (7, 8) if spec["draws"] else ():
                draw(held["made"], spec["draws"], observed, key)

        held["run"] = once(whole)
        return {}
    if not trained:
        trained.update(train({**spec, "count": 2000}))
        held["made"] = trained
    if spec["kind"] == "draws":
        parts = max(1, spec["count"] // 100_000)  # what stays in the cache is faster
        held["run"] = once(lambda: [draw(trained, spec["count"] // parts, observed, i) for i in range(parts)])
    elif spec["kind"] == "logProb":
        theta = observed - 1 + 0.1 * jr.normal(jr.key(3), (spec["count"], 3))
        density = jax.jit(lambda theta: trained["log_prob"](trained["model"], theta, observed))
        held["run"] = once(lambda: density(theta).block_until_ready())
    elif spec["kind"] == "batched":
        x = jnp.asarray(observations(spec["observations"]))
        held["run"] = once(lambda: draw(trained, spec["count"], x))
    else:
        raise ValueError(f"flowjax has no {spec['kind']}")
    return {}


def run(request):
    return {"seconds": timed(lambda: held["run"](request["units"]))[0], "units": request["units"]}


def quality(request):
    made = held["made"]
    theta, x = (jnp.asarray(request["rows"][name], jnp.float32) for name in ("theta", "x"))
    return {"logQ": float(made["log_prob"](made["model"], theta, x).mean())}


serve({
    "hello": lambda _: {"versions": {name: version(name) for name in ("jax", "flowjax")}, "threads": len(os.sched_getaffinity(0))},
    "prepare": prepare,
    "run": run,
    "quality": quality,
    "memory": lambda _: {"bytes": peak_bytes()},
    "size": lambda _: {"bytes": site_bytes("flowjax")},
})  # fmt: skip

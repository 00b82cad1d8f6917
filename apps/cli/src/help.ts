/** What stands on the help pages besides arguments and options. Lines are at most 80 letters wide. */
export const introduction = `Simulation-based inference: from a simulator to a posterior.

You have a simulator, which turns parameters θ into data x, and you have measured
one x. A neural network learns from simulations which θ an x comes from; it then
answers with draws from the posterior p(θ | x), for any x, without training again.`;

export const start = `
Start here:
  sbi demo gaussian          all of it, on a problem that comes along
  sbi demo                   the other problems
  sbi train --help           your own simulations, as CSV`;

const recipes = `
Flows and networks:
  A name, or a name with settings of @sbi/flows: --flow maf,hidden=64,transforms=8
  or --embedding convolution1d,channels=16+32`;

export const demoHelp: string = `${recipes}

Examples:
  sbi demo                                 every problem, a line each
  sbi demo gaussian                        2,000 simulations, files in out/gaussian
  sbi demo gaussian --simulations 20000    a sharper posterior
  sbi demo lynx-hare                       real data, beside the exact posterior
  sbi demo two-moons --flow nsf,bins=16    another flow, with a setting of its own
  sbi demo slcp --members 3                an average of three trainings
  sbi demo gaussian --preset sbi           trained to the letter as Python sbi does
  sbi demo gaussian --json | jq .training  for programs

Ctrl-C stops; every file is whole or not there. The same seed writes the same files,
byte for byte, on any number of workers; only run.json differs, which has the times.`;

export const trainHelp: string = `${recipes}

Tables:
  CSV, one row a simulation, with a line of names or without. Row i of --x is what
  row i of --theta gave. Of an x with several axes a row holds all of it, its last axis
  first; cells NaN or NA are missing, with --missing mask or for a network of sets.

Prior:
  JSON, the distribution that θ was drawn from; one of these, with your numbers:

  {"kind": "boxUniform", "low": [-2, -2], "high": [2, 2]}
  {"kind": "diagNormal", "loc": [0, 0], "scale": [1, 0.5]}
  {"kind": "logNormal", "loc": [0, 0], "scale": [1, 1]}
  {"kind": "multivariateNormal", "loc": [0, 0], "covariance": [[1, 0.3], [0.3, 1]]}
  {"kind": "joint", "parts": {
    "beta": {"kind": "logNormal", "loc": [-0.9], "scale": [0.5]},
    "gamma": {"kind": "boxUniform", "low": [0], "high": [1]}}}

  The parts of a joint prior are single parameters with names.

Examples:
  sbi train --theta theta.csv --x x.csv --prior prior.json --out posterior.safetensors
  sbi train … --x-shape 21,2 --embedding convolution1d      a series of two channels
  sbi train … --checkpoint run.checkpoint                   goes on after a kill

Training stops by itself when the validation loss has not become better for a while.
The model file contains some of the rows of x, by which an observation unlike every
simulation is recognised.`;

export const checkHelp = `
Hold back some hundred simulations when you train: 500 show a shift by a quarter of a
standard deviation. Rows that the model was trained on show nothing.

Examples:
  sbi check posterior.safetensors --theta theta_test.csv --x x_test.csv
  sbi check posterior.safetensors --theta theta_test.csv --x x_test.csv \\
    --observed x_measured.csv --json | jq .trusted

Exit status: 0 trusted, 1 not to be trusted, 2 wrong options or files. The page needs no
network and can be sent as it is.`;

export const sampleHelp = `
Examples:
  sbi sample posterior.safetensors --x 0.8,0.6,0.4 --seed 3 --out samples.csv
  sbi sample posterior.safetensors --x-file x.csv | head`;

export const plotHelp = `
Examples:
  sbi plot samples.csv                           in the terminal
  sbi plot samples.csv --out pairs.svg --points -0.2,-0.4,-0.6
  sbi plot samples.csv --out pairs.png --limits "-2,2;-2,2;0,1"
  sbi plot before.csv after.csv --out both.svg   one over the other`;

export const infoHelp = `
Example:
  sbi info posterior.safetensors`;

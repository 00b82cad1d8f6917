/** What the editor begins with: it runs as it stands, and says by example all that there is to know. */
export const template = `// A cup of coffee cools. How fast, and how warm is the room?

// 1. What is believed before measuring: a line for each parameter.
//    There are uniform(low, high), normal(loc, scale), halfNormal(scale),
//    logUniform(low, high), logNormal(loc, scale), gamma(shape, rate)
//    and beta(alpha, beta).
const prior = {
  rate: logUniform(0.01, 0.3), // of cooling, per minute
  room: normal(21, 2), // °C
  noise: halfNormal(1), // of the thermometer, °C
};

// 2. The model: parameters in, one simulated measurement out, as a list
//    of numbers. Chance comes from rng alone: rng.normal(), rng.uniform(),
//    rng.exponential(), rng.gamma(shape), rng.int(below).
const minutes = [0, 5, 10, 15, 20, 30, 40, 60];

function simulate([rate, room, noise], rng) {
  const warmth = (t) => room + (85 - room) * Math.exp(-rate * t);
  return minutes.map((t) => warmth(t) + noise * rng.normal());
}

// 3. What was measured. Without it, a simulation stands in.
const observation = [85.2, 71.3, 59.8, 52.4, 44.9, 36.4, 30.2, 25.6];
`;

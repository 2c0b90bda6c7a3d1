// Time of 100,000 mean-field points on one core: the phase diagram of a tanh network, 0.5 <= sigma_w^2 < 4, 0 <= sigma_b^2 <
// 1.
// After `npx tsc -b`: node bench/points.js
import { meanField } from '../dist/index.js';

const [columns, rows] = [400, 250];
const phases = { ordered: 0, critical: 0, chaotic: 0 };
const started = process.cpuUsage();
const clock = performance.now();
for (let i = 0; i < columns; i++) {
  for (let j = 0; j < rows; j++) phases[meanField(0.5 + (3.5 * i) / columns, j / rows).phase]++;
}
const wall = (performance.now() - clock) / 1000;
const cpu = process.cpuUsage(started).user / 1e6;
console.log(`${columns * rows} points: ${wall.toFixed(1)} s, ${cpu.toFixed(1)} s of them on the CPU`, phases);

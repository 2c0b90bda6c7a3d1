import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAGES = ['one', 'two', 'three', 'four', 'five'];

/** The graph of the study 'scale', five tasks one after the other in each cell, as files of each program; one is `touch`. */
export function writeDag(folder, cells) {
  mkdirSync(folder, { recursive: true });
  const numbers = Array.from({ length: cells }, (_, cell) => cell);
  const chain = (line) =>
    numbers.flatMap((cell) => STAGES.map((stage, i) => line(cell, stage, STAGES[i - 1]))).join('');
  writeFileSync(join(folder, 'scale.yaml'), `study: scale\nsweep: { cell: { count: ${cells} } }\n`);
  writeFileSync(
    join(folder, 'build.ninja'),
    `rule touch\n  command = touch $out\n${chain((cell, stage, before) => {
      return `build o/${stage}${cell}: touch ${before === undefined ? '' : `o/${before}${cell}`}\n`;
    })}`,
  );
  writeFileSync(
    join(folder, 'Snakefile'),
    `rule all:\n  input: expand("o/five{c}", c=range(${cells}))\n${STAGES.map((stage, i) => {
      const input = i === 0 ? '' : `  input: "o/${STAGES[i - 1]}{c}"\n`;
      return `rule ${stage}:\n${input}  output: "o/${stage}{c}"\n  shell: "touch {output}"\n`;
    }).join('')}`,
  );
  mkdirSync(join(folder, 'o'), { recursive: true });
  writeFileSync(
    join(folder, 'dvc.yaml'),
    `stages:\n${chain((cell, stage, before) => {
      const deps = before === undefined ? '' : `    deps: [o/${before}${cell}]\n`;
      return `  ${stage}${cell}:\n    cmd: touch o/${stage}${cell}\n${deps}    outs: [o/${stage}${cell}]\n`;
    })}`,
  );
}

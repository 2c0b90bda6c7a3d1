import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawnFigure, parseRows } from '@rgflow/drawing';
import { renderFigure } from '@rgflow/drawing/node';
import { describe, expect, test } from 'vitest';
import { studies } from '../src/index.js';

const gallery = fileURLToPath(new URL('../../../docs/figures/', import.meta.url));

/** The pictures of the docs and the rows that they are drawn from, made by tools/gallery.js from full runs. */
const pictures = studies.flatMap(({ name: study, figures }) => {
  const folder = fileURLToPath(new URL(`${study}/rows/`, import.meta.url));
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.map((file) => {
    const rows = parseRows(readFileSync(join(folder, file), 'utf8'));
    return { picture: basename(file, '.json'), study, load: figures[rows.figure]!, rows };
  });
});

describe('the gallery', () => {
  test.each(pictures)('has $picture as it is drawn from the rows of $study', async ({ picture, load, rows }) => {
    const { figure } = await load();
    const svg = renderFigure(drawnFigure(rows.figure, figure, rows.answers), 'svg');
    expect(svg).toBe(readFileSync(join(gallery, `${picture}.svg`), 'utf8'));
  });

  test('says on every picture with bars or bands what they are', () => {
    for (const { picture } of pictures) {
      const svg = readFileSync(join(gallery, `${picture}.svg`), 'utf8');
      expect(svg.includes('aria-description="error bar"'), picture).toBe(/>bars: [^<]/.test(svg));
      expect(svg.includes('aria-description="band"'), picture).toBe(/>bands: [^<]/.test(svg));
    }
  });

  test('has each figure of each study, of which studies may have some in common', async () => {
    const kept = new Set(pictures.map(({ rows }) => `${rows.study} ${rows.figure}`));
    const all = await Promise.all(
      studies.flatMap(({ name, figures }) =>
        Object.entries(figures).map(async ([figure, load]) => ({ key: `${name} ${figure}`, ...(await load()) })),
      ),
    );
    const drawn = new Set(all.filter(({ key }) => kept.has(key)).map(({ figure }) => figure));
    expect(all.filter(({ figure }) => !drawn.has(figure)).map(({ key }) => key)).toEqual([]);
    expect([...kept].filter((key) => !all.some((each) => each.key === key))).toEqual([]);
  });

  test('has at the door of its study the title of each figure', async () => {
    for (const load of studies.flatMap(({ figures }) => Object.values(figures))) {
      expect(load.title).toBe((await load()).figure.title);
    }
  });

  test('has on each page the command that draws each of its pictures', () => {
    const docs = join(gallery, '..');
    for (const page of readdirSync(docs).filter((name) => name.endsWith('.md'))) {
      const text = readFileSync(join(docs, page), 'utf8');
      const shown = [...text.matchAll(/\(figures\/([^)]+)\.svg\)/g)].map(([, picture]) => picture);
      for (const { picture, rows } of pictures.filter((each) => shown.includes(each.picture))) {
        expect(text, `${page}: ${picture}`).toMatch(new RegExp(`rgflow figure ${rows.figure}\\b(?!-)`));
      }
    }
  });

  test('has no picture without rows', () => {
    expect(readdirSync(gallery).sort()).toEqual(pictures.map(({ picture }) => `${picture}.svg`).sort());
  });
});

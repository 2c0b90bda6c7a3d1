#!/usr/bin/env node
// Written for any Node that knows modules, so that a too old one hears why it is refused.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`rgflow needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  const loaded = import('./bundle.js').then(({ program }) => import(program()));
  loaded.then(
    ({ main }) => main(process.argv.slice(2)),
    (error) => {
      const unbuilt = error.code === 'ERR_MODULE_NOT_FOUND' && /dist\/main\.js/.test(error.message);
      // Before anything is there that knows the words of the system.
      const full = error.code === 'EMFILE' || error.code === 'ENFILE';
      process.stderr.write(
        unbuilt
          ? 'rgflow is not built yet; run `npm run build` first.\n'
          : full
            ? 'too many files are open; raise the limit (ulimit -n 4096), or close some programs.\n'
            : `${error.stack}\n`,
      );
      process.exitCode = 2;
    },
  );
}

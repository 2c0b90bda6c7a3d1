#!/usr/bin/env node
// Written for any Node that knows modules, so that a too old one hears why it is refused.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`rgflow needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  import('../dist/main.js').then(
    ({ main }) => main(process.argv.slice(2)),
    (error) => {
      const unbuilt = error.code === 'ERR_MODULE_NOT_FOUND' && /dist\/main\.js/.test(error.message);
      process.stderr.write(unbuilt ? 'rgflow is not built yet; run `npm run build` first.\n' : `${error.stack}\n`);
      process.exitCode = 2;
    },
  );
}

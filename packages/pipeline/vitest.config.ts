import { defineConfig } from 'vitest/config';

// Every run starts real worker threads, which takes a while on a busy machine.
export default defineConfig({ test: { testTimeout: 60_000, exclude: ['dist', 'node_modules'] } });

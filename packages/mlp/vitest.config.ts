import { defineConfig } from 'vitest/config';

// TensorFlow.js in plain JavaScript takes seconds where the kernels take milliseconds, on a busy machine more.
export default defineConfig({ test: { testTimeout: 60_000 } });

import { defineConfig } from 'vitest/config';

// Every test opens real files, and some start processes: seconds on a busy machine.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const WORTH = 1024;
const TEXT = /\.(js|css|svg|html|json)$/;

/** Writes each text file in compressed forms beside itself, so that serving costs nothing. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          const source = file.type === 'chunk' ? file.code : file.source;
          if (!TEXT.test(name) || source.length < WORTH) continue;
          const bytes = Buffer.from(source);
          const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
          this.emitFile({ type: 'asset', fileName: `${name}.br`, source: brotliCompressSync(bytes, options) });
          this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(bytes, { level: 9 }) });
        }
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    target: 'es2022',
    manifest: true,
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(
      ['/v1', '/v/', '/health'].map((path) => [
        path,
        { target: process.env.AFTERSALES_API ?? 'http://127.0.0.1:8080', changeOrigin: false },
      ]),
    ),
  },
});

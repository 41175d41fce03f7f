/** Sending files: the API gives a link, the bytes go straight to the object store, the API checks them. */
import { api, body, type Schemas } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { preferences } from '../app/preferences.ts';

export type Purpose = Schemas['Purpose'];
type Sent = Schemas['FileShown'];

const LARGEST_SIDE = 2_000;
const SMALL = 600_000;
const QUALITY = 0.85;
const SHRINKABLE = new Set(['image/jpeg', 'image/png', 'image/webp']);

/** Upload a file, maybe for a return under way; its id, or a `Problem` that says why it was not accepted. */
export async function upload(file: File, purpose: Purpose, returnId?: string): Promise<Sent> {
  const sent = purpose === 'photo' ? await shrunk(file) : file;
  const begun = await body(
    api.POST('/v1/files', {
      body: {
        purpose,
        name: sent.name,
        content_type: typeOf(sent),
        length: sent.size,
        ...(returnId ? { return_id: returnId } : {}),
      },
    }),
  );
  const link = begun.upload;
  if (!link) throw new Problem(500, {});
  const put = await fetch(link.url, {
    method: link.method,
    headers: link.headers as Record<string, string>,
    body: sent,
  });
  if (!put.ok) throw new Problem(put.status >= 500 ? 503 : 422, { code: 'upload_refused' });
  const done = await body(api.POST('/v1/files/{file_id}/completion', { params: { path: { file_id: begun.id } } }));
  if (done.state !== 'ready')
    throw new Problem(422, { code: done.refusal?.code ?? 'file_refused', detail: wordOf(done) });
  return done;
}

function wordOf(file: Sent): string {
  return file.refusal ? file.refusal[preferences().language] : '';
}

function typeOf(file: File): string {
  if (file.type) return file.type;
  return /\.hei[cf]$/i.test(file.name) ? 'image/heic' : 'application/octet-stream';
}

/** A photo small enough for a weak network; one that the browser cannot read goes as it is. */
async function shrunk(file: File): Promise<File> {
  if (file.size <= SMALL || !SHRINKABLE.has(file.type)) return file;
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST_SIDE / Math.max(image.width, image.height));
    const canvas = new OffscreenCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
    const name = file.name.replace(/\.\w+$/, '') + '.jpg';
    return blob.size < file.size ? new File([blob], name, { type: 'image/jpeg' }) : file;
  } catch {
    return file;
  }
}

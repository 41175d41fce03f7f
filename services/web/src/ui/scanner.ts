/** Reading barcodes and QR codes: by the browser itself where it can, else by a decoder that is fetched when needed. */

interface Detected {
  readonly rawValue: string;
}

interface Detector {
  detect: (source: CanvasImageSource) => Promise<Detected[]>;
}

declare global {
  interface Window {
    BarcodeDetector?: new (options?: { formats?: string[] }) => Detector;
  }
}

const FORMATS = ['qr_code', 'code_128', 'code_39', 'ean_13', 'data_matrix'];

/** What is read from a picture, or nothing. */
export type Read = (source: HTMLVideoElement | ImageBitmap) => Promise<string | null>;

/** A reader of codes. */
export async function newReader(): Promise<Read> {
  return (await nativeReader()) ?? (await fetchedReader());
}

async function nativeReader(): Promise<Read | null> {
  if (!window.BarcodeDetector) return null;
  try {
    const detector = new window.BarcodeDetector({ formats: FORMATS });
    await detector.detect(new OffscreenCanvas(8, 8));
    return async (source) => (await detector.detect(source))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

const WIDEST = 1_280;

async function fetchedReader(): Promise<Read> {
  const zxing = await import('@zxing/library');
  const { BarcodeFormat, DecodeHintType } = zxing;
  const lines = [BarcodeFormat.CODE_128, BarcodeFormat.CODE_39, BarcodeFormat.EAN_13];
  const hints = new Map<number, unknown>([
    [DecodeHintType.POSSIBLE_FORMATS, lines],
    [DecodeHintType.TRY_HARDER, true],
  ]);
  const readers = [new zxing.QRCodeReader(), new zxing.MultiFormatOneDReader(hints), new zxing.DataMatrixReader()];
  return async (source) => {
    const [width, height] =
      source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
    if (!width || !height) return null;
    const scale = Math.min(1, WIDEST / width);
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    const drawing = canvas.getContext('2d', { willReadFrequently: true });
    if (!drawing) return null;
    drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
    const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
    const grey = new Uint8ClampedArray(canvas.width * canvas.height);
    for (let at = 0; at < grey.length; at += 1) {
      grey[at] = ((data[at * 4] ?? 0) * 3 + (data[at * 4 + 1] ?? 0) * 6 + (data[at * 4 + 2] ?? 0)) / 10;
    }
    const light = new zxing.RGBLuminanceSource(grey, canvas.width, canvas.height);
    const picture = new zxing.BinaryBitmap(new zxing.HybridBinarizer(light));
    for (const reader of readers) {
      try {
        return reader.decode(picture, hints).getText();
      } catch {
        reader.reset(); // this kind of code is not in the picture
      }
    }
    return null;
  };
}

/** A serial from what a code says: codes on units may hold a whole address, whose last part it is. */
export function serialOf(text: string): string {
  const wanted = text.trim();
  if (!/^https?:\/\//i.test(wanted)) return wanted;
  const url = new URL(wanted);
  return (
    url.searchParams.get('serial') ??
    url.searchParams.get('sn') ??
    url.pathname.split('/').filter(Boolean).at(-1) ??
    wanted
  );
}

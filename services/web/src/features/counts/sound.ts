/** A short sound for hands and eyes that are busy: high and once for a good scan, low and twice for one to look at. */

const HIGH = 1_320;
const LOW = 220;
const LENGTH = 0.09;

let speaker: AudioContext | null = null;

function beep(frequency: number, starts: number, on: AudioContext): void {
  const tone = on.createOscillator();
  const volume = on.createGain();
  volume.gain.value = 0.15;
  tone.frequency.value = frequency;
  tone.connect(volume).connect(on.destination);
  tone.start(on.currentTime + starts);
  tone.stop(on.currentTime + starts + LENGTH);
}

/** Say by a sound whether a scan was good; silent where the browser has none or was not yet allowed to. */
export function sound(isGood: boolean): void {
  if (!('AudioContext' in window) || !navigator.userActivation.hasBeenActive) return;
  speaker ??= new AudioContext();
  beep(isGood ? HIGH : LOW, 0, speaker);
  if (!isGood) beep(LOW, LENGTH * 2, speaker);
}

/** Two short tones, so that whoever scans need not look: high for a line, low for a code that nothing is called. */
let context: AudioContext | null = null;

const TONES = { good: { hertz: 1_320, seconds: 0.07 }, bad: { hertz: 220, seconds: 0.25 } } as const;
const LOUDNESS = 0.08;

export function play(tone: keyof typeof TONES): void {
  try {
    context ??= new AudioContext();
    const { hertz, seconds } = TONES[tone];
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = hertz;
    gain.gain.setValueAtTime(LOUDNESS, context.currentTime);
    gain.gain.exponentialRampToValueAtTime(0.000_1, context.currentTime + seconds);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start();
    oscillator.stop(context.currentTime + seconds);
  } catch {
    // A machine without sound takes orders as well.
  }
}

/**
 * Numbers that tell the examples of a file apart. A cryptographic hash and a `Set` would take a third of the time of all checks. Only
 * warnings depend on them: two of a million examples have the same number by chance once in 18,000 files.
 */

/** Numbers that are kept. They have 16 MB. */
const maxSize = 1_000_000;
const minCapacity = 1_024;
/** Bits of the second half, so that both are one number without loss. */
const secondHalf = 2 ** 21;

/** A set of numbers other than 0, by open addressing. */
export class Fingerprints {
  size = 0;
  private table = new Float64Array(minCapacity);

  /** Adds a number, unless the set is full. @returns Whether the set has it already. */
  add(value: number): boolean {
    if (2 * this.size >= this.table.length && this.size < maxSize) {
      this.grow();
    }
    const slot = this.slotOf(value);
    if (this.table[slot] === value) {
      return true;
    }
    if (this.size < maxSize) {
      this.table[slot] = value;
      this.size += 1;
    }
    return false;
  }

  /** Returns how many numbers another set has too. */
  countCommon(other: Fingerprints): number {
    return this.table.reduce((count, value) => count + (value !== 0 && other.has(value) ? 1 : 0), 0);
  }

  private has(value: number): boolean {
    return this.table[this.slotOf(value)] === value;
  }

  /** Returns the slot of a number, or the empty one where it belongs. */
  private slotOf(value: number): number {
    const mask = this.table.length - 1;
    let slot = (value / secondHalf) & mask;
    while (this.table[slot] !== 0 && this.table[slot] !== value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    const values = this.table;
    this.table = new Float64Array(2 * values.length);
    for (const value of values) {
      if (value !== 0) {
        this.table[this.slotOf(value)] = value;
      }
    }
  }
}

/** A look-up of the global in each step would cost more than the step. */
const { imul } = Math;

const rotate = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));

/** Spreads each bit over all bits, as MurmurHash3 ends. */
function finish(value: number): number {
  let mixed = imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Hashes the first bytes of a line to two numbers as MurmurHash3 does: every other four bytes are of the same number. */
export function fingerprintOf(line: Buffer, length: number): number {
  let first = length;
  let second = ~length;
  const whole = length & ~7;
  // One instruction reads four bytes, at any offset.
  const words = new DataView(line.buffer, line.byteOffset, length);
  for (let index = 0; index < whole; index += 8) {
    const word = words.getInt32(index, true);
    first = rotate(first ^ imul(rotate(imul(word, 0xcc9e2d51), 15), 0x1b873593), 13);
    first = (imul(first, 5) + 0xe6546b64) | 0;
    const next = words.getInt32(index + 4, true);
    second = rotate(second ^ imul(rotate(imul(next, 0x9e3779b1), 17), 0x85ebca77), 11);
    second = (imul(second, 9) + 0x52dce729) | 0;
  }
  for (let index = whole; index < length; index++) {
    first = imul(first ^ (line[index] ?? 0), 0x01000193);
    second = imul(second + (line[index] ?? 0), 0x9e3779b1);
  }
  // Lines that differ in the bytes of one number alone differ in both halves.
  const high = finish(first ^ rotate(second, 16));
  return high * secondHalf + (finish(second ^ imul(first, 0x9e3779b1)) % secondHalf) || 1;
}

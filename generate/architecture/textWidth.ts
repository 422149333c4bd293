/**
 * How wide a text is, without a font: the viewer has its own, so that the widths are those of Helvetica with room for wider ones, such as
 * DejaVu Sans.
 */

/** Widths in thousandths of the font's size (Adobe's metrics of Helvetica); others have the width of a digit. */
const widths: readonly (readonly [characters: string, width: number])[] = [
  ["ijl'|", 222],
  [" ,./:;Itf!-()[]", 278],
  ["r", 333],
  ["cksvxyzJ“”", 500],
  ["FTZLŁ", 611],
  ["ABEKPSVXY&", 667],
  ["CDHNRUw", 722],
  ["GOQ", 778],
  ["mM", 833],
  ["W", 944],
];
const otherWidth = 556;
const room = 1.16;
const boldRoom = 1.12;

const widthOf = new Map(widths.flatMap(([characters, width]) => [...characters].map((one) => [one, width])));

/** Width of a text in pixels. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  const sum = [...text].reduce((total, character) => total + (widthOf.get(character) ?? otherWidth), 0);
  return Math.ceil((sum / 1000) * fontSize * room * (isBold ? boldRoom : 1));
}

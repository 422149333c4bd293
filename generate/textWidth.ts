/**
 * How wide a text is, without a font: the viewer has its own, so that the widths are those of Helvetica with room for wider ones, such as
 * DejaVu Sans.
 */

/** Widths in thousandths of the font's size (Adobe's metrics of Helvetica); others have the width of a digit. */
const widths: readonly (readonly [characters: string, width: number])[] = [
  ["i j l ' |", 222],
  [", . / : ; I t f ! - ( ) [ ]", 278],
  ["r", 333],
  ["c k s v x y z J “ ”", 500],
  ["F T Z L", 611],
  ["A B E K P S V X Y &", 667],
  ["C D H N R U w", 722],
  ["G O Q", 778],
  ["m M", 833],
  ["W", 944],
];
const spaceWidth = 278;
const otherWidth = 556;
const room = 1.16;
const boldRoom = 1.12;

const widthOf = new Map([
  ...widths.flatMap(([characters, width]) => characters.split(" ").map((one) => [one, width] as const)),
  [" ", spaceWidth],
]);

/** Width of a text in pixels. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  const sum = [...text].reduce((total, character) => total + (widthOf.get(character) ?? otherWidth), 0);
  return Math.ceil((sum / 1000) * fontSize * room * (isBold ? boldRoom : 1));
}

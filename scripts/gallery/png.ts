/** Makes a PNG of Chromium's smaller: at most 256 colors, which is plenty for text. */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bits kept of each channel: what differs by less looks the same. */
const KEPT = 4;

/** @throws where it is not an 8-bit picture without interlacing. */
export function shrink(png: Buffer): Buffer {
  const { width, height, channels, rows } = decode(png);
  const counts = new Map<number, number>();
  const keys = new Uint16Array(width * height);
  for (let index = 0; index < keys.length; index += 1) {
    const at = index * channels;
    const key = coarse(rows[at] ?? 0) * 65_536 + coarse(rows[at + 1] ?? 0) * 256 + coarse(rows[at + 2] ?? 0);
    keys[index] = pack(key);
    counts.set(pack(key), (counts.get(pack(key)) ?? 0) + 1);
  }
  const palette = [...counts]
    .sort(([a, many], [b, more]) => more - many || a - b)
    .slice(0, 256)
    .map(([key]) => key);
  const places = new Map(palette.map((key, index) => [key, index]));
  const lines = Buffer.alloc((width + 1) * height);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? 0;
    const place = places.get(key) ?? nearest(palette, key);
    places.set(key, place);
    lines[Math.floor(index / width) * (width + 1) + 1 + (index % width)] = place;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits, by a palette.
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((key) => channelsOf(key).map((value) => (value * 255) / 15)));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colors),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function coarse(value: number): number {
  return Math.round((value * 15) / 255);
}

/** Three channels of four bits in one number. */
function pack(key: number): number {
  return ((key >> 16) << (2 * KEPT)) | (((key >> 8) & 255) << KEPT) | (key & 255);
}

function channelsOf(key: number): readonly number[] {
  return [key >> (2 * KEPT), (key >> KEPT) & 15, key & 15];
}

function nearest(palette: readonly number[], key: number): number {
  const own = channelsOf(key);
  const distance = (other: number): number =>
    channelsOf(other).reduce((sum, value, index) => sum + (value - (own[index] ?? 0)) ** 2, 0);
  return palette.reduce((best, one, index) => (distance(one) < distance(palette[best] ?? 0) ? index : best), 0);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Reads it into bytes of 3 or 4 channels a pixel. Source: https://www.w3.org/TR/png-3/#9Filters */
function decode(png: Buffer): { width: number; height: number; channels: number; rows: Buffer } {
  const header = png.subarray(16, 29);
  const channels = header[9] === 6 ? 4 : 3;
  if (header[8] !== 8 || (header[9] !== 2 && header[9] !== 6) || header[12] !== 0)
    throw new Error("another kind of PNG");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
  }
  const packed = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const rows = Buffer.alloc(stride * height);
  for (let line = 0; line < height; line += 1) {
    const from = line * (stride + 1);
    const filter = packed[from] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const to = line * stride + x;
      const left = x < channels ? 0 : (rows[to - channels] ?? 0);
      const up = line === 0 ? 0 : (rows[to - stride] ?? 0);
      const corner = line === 0 || x < channels ? 0 : (rows[to - stride - channels] ?? 0);
      rows[to] = (packed[from + 1 + x] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return { width, height, channels, rows };
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

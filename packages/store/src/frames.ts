import type { Socket } from 'node:net';

/** Bytes that a frame's length takes: an unsigned integer, most significant byte first. */
const HEADER = 6;

/** Writes one frame: its length, then its bytes. */
export function writeFrame(socket: Socket, bytes: Uint8Array): void {
  const header = Buffer.alloc(HEADER);
  header.writeUIntBE(bytes.length, 0, HEADER);
  socket.write(header);
  socket.write(bytes);
}

/**
 * The frames that arrive on a socket, in order. It reads on whether or not somebody waits, so that the end of the socket
 * is noticed at once.
 */
export class FrameReader {
  #parts: Buffer[] = [];
  #held = 0;
  #wanted: number | null = null;
  #ended = false;
  readonly #frames: Buffer[] = [];
  readonly #readers: ((frame: Buffer | null) => void)[] = [];

  /** @param limit  Longest frame to accept, in bytes; a longer one ends the socket. */
  constructor(
    private readonly socket: Socket,
    private readonly limit = Number.MAX_SAFE_INTEGER,
  ) {
    socket.on('data', (part: Buffer) => this.#take(part));
    socket.on('close', () => {
      this.#ended = true;
      for (const reader of this.#readers.splice(0)) reader(null);
    });
  }

  /** The next frame, or null if the socket ended before it was whole. */
  next(): Promise<Buffer | null> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return this.#ended ? Promise.resolve(null) : new Promise((resolve) => this.#readers.push(resolve));
  }

  #take(part: Buffer): void {
    this.#parts.push(part);
    this.#held += part.length;
    while (this.#held >= (this.#wanted ?? HEADER)) {
      const joined = Buffer.concat(this.#parts);
      const end = this.#wanted ?? HEADER;
      this.#parts = [joined.subarray(end)];
      this.#held -= end;
      if (this.#wanted !== null) {
        this.#wanted = null;
        this.#give(joined.subarray(0, end));
        continue;
      }
      this.#wanted = joined.readUIntBE(0, HEADER);
      if (this.#wanted > this.limit) {
        this.socket.destroy();
        return;
      }
    }
  }

  #give(frame: Buffer): void {
    const reader = this.#readers.shift();
    if (reader === undefined) this.#frames.push(frame);
    else reader(frame);
  }
}

/** A binary heap of vertices, the greatest key on top. A vertex may stand in it several times; the caller knows which entry is stale. */
export class Heap {
	private readonly keys: number[] = [];
	private readonly vertices: number[] = [];

	get size(): number {
		return this.keys.length;
	}

	/** Key on top; undefined behaviour on an empty heap. */
	get topKey(): number {
		return this.keys[0]!;
	}

	clear(): void {
		this.keys.length = this.vertices.length = 0;
	}

	push(key: number, vertex: number): void {
		const { keys, vertices } = this;
		let i = keys.length;
		keys.push(key);
		vertices.push(vertex);
		while (i > 0) {
			const up = (i - 1) >> 1;
			if (keys[up]! >= key) break;
			keys[i] = keys[up]!;
			vertices[i] = vertices[up]!;
			i = up;
		}
		keys[i] = key;
		vertices[i] = vertex;
	}

	/** Takes the vertex on top away. */
	pop(): number {
		const { keys, vertices } = this;
		const top = vertices[0]!;
		const key = keys.pop()!;
		const vertex = vertices.pop()!;
		const n = keys.length;
		if (n > 0) {
			let i = 0;
			for (;;) {
				let child = 2 * i + 1;
				if (child >= n) break;
				if (child + 1 < n && keys[child + 1]! > keys[child]!) child++;
				if (keys[child]! <= key) break;
				keys[i] = keys[child]!;
				vertices[i] = vertices[child]!;
				i = child;
			}
			keys[i] = key;
			vertices[i] = vertex;
		}
		return top;
	}
}

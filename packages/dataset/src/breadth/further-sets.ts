/** A file as it is published, by whose bytes it is known. */
export interface PublishedFile {
  readonly name: string;
  readonly url: string;
  /** SHA-256 of the file as it is published, compressed. */
  readonly sha256: string;
}

/** A data set beside those that networks are trained on: for the breadth of what a machine has seen. */
export interface FurtherSet {
  readonly name: string;
  readonly title: string;
  /** Images of the training files. */
  readonly train: number;
  readonly classes: number;
  /** How to get it, for people. */
  readonly source: string;
  /** What can be fetched; none where the publisher has one large archive only. */
  readonly files: readonly PublishedFile[];
  /** Who states the digests. */
  readonly digestsFrom: string;
  /**
   * Whether anybody of rgflow ever saw files with these digests. Where not, the reader of the format was tried on
   * synthetic files.
   */
  readonly seen: boolean;
}

const CHECKSUMS = 'https://github.com/tensorflow/datasets/blob/master/tensorflow_datasets/url_checksums';
const KMNIST = 'http://codh.rois.ac.jp/kmnist/dataset/kmnist';

function kmnistFile(name: string, sha256: string): PublishedFile {
  return { name, url: `${KMNIST}/${name}`, sha256 };
}

const declared = [
  {
    name: 'emnist-letters',
    title: 'EMNIST letters: 124,800 handwritten letters in 26 classes, capital and small together, 28 x 28',
    train: 124_800,
    classes: 26,
    source:
      'NIST: get https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip (562 MB; tensorflow-datasets states its SHA-256, ' +
      'fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e) and put its emnist-letters-train-images-idx3-ubyte.gz and ' +
      'emnist-letters-train-labels-idx1-ubyte.gz into data/emnist-letters',
    files: [],
    digestsFrom: `${CHECKSUMS}/emnist.txt`,
    seen: false,
  },
  {
    name: 'kmnist',
    title: 'KMNIST: 60,000 cursive Japanese characters in 10 classes, 28 x 28',
    train: 60_000,
    classes: 10,
    source: `the Center for Open Data in the Humanities, ${KMNIST}, by \`rgflow data fetch kmnist\` (CC BY-SA 4.0)`,
    files: [
      kmnistFile('train-images-idx3-ubyte.gz', '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4'),
      kmnistFile('train-labels-idx1-ubyte.gz', 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17'),
    ],
    digestsFrom: `${CHECKSUMS}/kmnist.txt`,
    seen: false,
  },
  {
    name: 'cifar-10',
    title: 'CIFAR-10: 50,000 photographs in 10 classes, here grey and 28 x 28',
    train: 50_000,
    classes: 10,
    source:
      'the University of Toronto, https://www.cs.toronto.edu/~kriz/cifar.html, the binary version, by `rgflow data fetch cifar-10` ' +
      '(170 MB); or its data_batch_1.bin to data_batch_5.bin, unpacked',
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      },
    ],
    digestsFrom: `${CHECKSUMS}/cifar10.txt`,
    seen: false,
  },
] as const satisfies readonly FurtherSet[];

export type FurtherSetName = (typeof declared)[number]['name'];

export const furtherSets: readonly (FurtherSet & { readonly name: FurtherSetName })[] = declared;

export const furtherSetNames: readonly FurtherSetName[] = declared.map(({ name }) => name);

import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tfjs } from './tfjs.js';

/**
 * Tells TensorFlow.js the derivatives of the operations that the loss of a network consists of, which its tape then chains:
 * matrix product, sum, the activations, total, quotient by a constant, change of shape. Each is the rule that the package
 * `@tensorflow/tfjs` has for it, so that the numbers are the same; `@tensorflow/tfjs-core` has no derivative of any
 * operation in the file that Node loads. (The cross-entropy of the softmax brings its own.)
 */
export function registerGradients(tf: Tfjs): void {
  tf.registerGradient({
    kernelName: tf.BatchMatMul,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b], { transposeA, transposeB }) => {
      // The engine multiplies by the transpose of the weights, (rows, nIn) by (nOut, nIn), and in no other way.
      if (transposeA || !transposeB) throw new Error('tfjs engine: only a product with a transpose has a derivative.');
      return {
        a: () => tf.matMul(one(dy), b!, false, false),
        b: () => tf.matMul(one(dy), a!, true, false),
      };
    },
  });
  tf.registerGradient({
    kernelName: tf.Add,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => {
      const shape = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape, b!.shape);
      const gradientOf = (term: Tensor) => () => {
        const axes = tf.broadcast_util.getReductionAxes(term.shape, shape);
        return tf.reshape(axes.length > 0 ? tf.sum(one(dy), axes) : one(dy), term.shape);
      };
      return { a: gradientOf(a!), b: gradientOf(b!) };
    },
  });
  tf.registerGradient({
    kernelName: tf.Tanh,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => tf.mul(tf.sub(tf.scalar(1), tf.square(y!)), one(dy)) }),
  });
  tf.registerGradient({
    kernelName: tf.Erf,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => {
      const slope = () => tf.mul(tf.exp(tf.neg(tf.square(x!))), 2 / Math.sqrt(Math.PI));
      return { x: () => tf.mul(slope(), one(dy)) };
    },
  });
  tf.registerGradient({
    kernelName: tf.Relu,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(one(dy), tf.cast(tf.step(x!), 'float32')) }),
  });
  tf.registerGradient({
    kernelName: tf.Sigmoid,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => tf.mul(one(dy), tf.mul(y!, tf.sub(tf.scalar(1), y!))) }),
  });
  tf.registerGradient({
    kernelName: tf.Sum,
    inputsToSave: ['x'],
    // Over all axes: the loss is a mean over the images.
    gradFunc: (dy, [x]) => {
      const single = x!.shape.map(() => 1);
      return { x: () => tf.mul(tf.reshape(one(dy), single), tf.ones(x!.shape, 'float32')) };
    },
  });
  tf.registerGradient({
    kernelName: tf.RealDiv,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [, b]) => ({
      a: () => tf.div(one(dy), tf.cast(b!, 'float32')),
      b: () => {
        throw new Error('tfjs engine: the divisor of the loss is a constant; there is no derivative by it.');
      },
    }),
  });
  tf.registerGradient({
    kernelName: tf.Reshape,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.reshape(one(dy), x!.shape) }),
  });
}

/** Every operation here has one output. */
function one(dy: Tensor | Tensor[]): Tensor {
  return Array.isArray(dy) ? dy[0]! : dy;
}

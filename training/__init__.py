"""How the reader is made: from data to ONNX, with its card."""

"""Pictures of what a sampler does, in the manner of scikit-learn's displays."""

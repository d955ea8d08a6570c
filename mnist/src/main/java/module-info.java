/// The MNIST digits as resources.
module dev.noyau.mnist {
    requires static org.jspecify;
    requires dev.noyau.core;
}

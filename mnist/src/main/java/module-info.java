/// The MNIST digits as resources.
module dev.noyau.mnist {
    requires static transitive org.jspecify;
    requires dev.noyau.core;
}

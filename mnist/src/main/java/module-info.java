/// The MNIST digits as resources.
module dev.noyau.mnist {
    requires static transitive org.jspecify;
    requires transitive dev.noyau.core;

    exports dev.noyau.mnist;
}

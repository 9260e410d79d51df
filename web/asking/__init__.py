"""Questions from the public: asked without a name, met at once when urgent, moderated before anybody reads them."""

// Left out of the image by its name.

/**
 * Pictures out of their files: decoded, brought to a size, and changed by chance while a model is trained. Only
 * {@link adjoint.runtime.picture.PictureFile} needs the JDK's desktop module.
 */
package adjoint.runtime.picture;

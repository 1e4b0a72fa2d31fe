/** Data in files of Apache Parquet, for `data parquet("…")`; hardwood-core reads them. */
package adjoint.compiler.parquet;

/**
 * Values as pictures of characters: {@link adjoint.repl.plot.CurvePlot}, {@link adjoint.repl.plot.ImagePlot},
 * {@link adjoint.repl.plot.HistogramPlot}, which share the way from numbers to places,
 * {@link adjoint.repl.plot.PlotRange}.
 */
package adjoint.repl.plot;

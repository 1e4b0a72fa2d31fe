package adjoint.runtime.serve;

import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Model;
import adjoint.runtime.model.Workspace;
import adjoint.runtime.predict.OutputJson;
import adjoint.runtime.program.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Runs jobs of many requests together: while some are computed others gather, and go together next. Nobody waits for a batch to
 * fill, and who is alone runs alone. A row's bits don't depend on the rows beside it, so neither do answers on who else asks; a
 * model whose rows do depend on each other runs each job by itself.
 */
final class Batcher implements AutoCloseable {

  private final Model model;
  private final OutputJson outputs;
  private final int most;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final List<Thread> workers = new ArrayList<>();
  private int examples;
  private long batches;
  private int largest;
  private boolean closed;

  /** @param most the examples that may wait */
  Batcher(Model model, int most) {
    this.model = model;
    this.outputs = new OutputJson(model.description(), model.names());
    this.most = most;
  }

  /** Begins to run jobs, on so many threads. */
  void start(int threads) {
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(this::work, "adjoint-batch-" + i);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
  }

  /** Takes a job in, unless too many examples wait. */
  synchronized boolean offer(Job job) {
    if (closed || examples + job.examples() > most) {
      return false;
    }
    waiting.add(job);
    examples += job.examples();
    notify();
    return true;
  }

  /** How many batches there were. */
  synchronized long batches() {
    return batches;
  }

  /** The examples of the largest batch. */
  synchronized int largest() {
    return largest;
  }

  synchronized int waiting() {
    return examples;
  }

  private void work() {
    for (List<Job> jobs = next(); !jobs.isEmpty(); jobs = next()) {
      try {
        run(jobs);
        jobs.forEach(job -> job.done().complete(job));
      } catch (RuntimeException | Error e) {
        jobs.forEach(job -> job.done().completeExceptionally(e));
      }
    }
  }

  /** As many waiting jobs as fit a block, in their order, or a long one; none once it is closed. */
  private synchronized List<Job> next() {
    while (waiting.isEmpty()) {
      if (closed) {
        return List.of();
      }
      try {
        wait();
      } catch (InterruptedException e) {
        closed = true;
      }
    }
    List<Job> jobs = new ArrayList<>(List.of(waiting.remove()));
    int count = jobs.get(0).examples();
    while (model.mixes() && !waiting.isEmpty()
        && count + waiting.element().examples() <= Model.BLOCK) {
      count += waiting.element().examples();
      jobs.add(waiting.remove());
    }
    examples -= count;
    batches++;
    largest = Math.max(largest, count);
    return jobs;
  }

  private void run(List<Job> jobs) {
    int all = jobs.stream().mapToInt(Job::examples).sum();
    if (jobs.size() > 1 || all <= model.together(all) && !model.description().opens()) {
      together(jobs, all);
      return;
    }
    Job job = jobs.get(0);
    for (int from = 0; from < all; from += model.together(all)) {
      part(job, from, Math.min(all - from, model.together(all)));
    }
  }

  private void together(List<Job> jobs, int all) {
    Workspace workspace = model.borrow(all);
    int at = 0;
    for (Job job : jobs) {
      copyIn(job, 0, workspace, at, job.examples());
      at += job.examples();
    }
    workspace.run(all);
    at = 0;
    for (Job job : jobs) {
      copyOut(workspace.frame(), at, job, 0, job.examples());
      at += job.examples();
    }
    model.giveBack(workspace);
  }

  private void part(Job job, int from, int count) {
    Workspace workspace = model.borrow(count);
    copyIn(job, from, workspace, 0, count);
    workspace.run(count);
    copyOut(workspace.frame(), 0, job, from, count);
    for (int i = 0; i < count && job.answers().length > 0; i++) {
      job.answers()[from + i] = outputs.of(workspace.frame().reals, workspace.frame().ints,
          model.description().inputs().size(), i, workspace.sizes());
    }
    model.giveBack(workspace);
  }

  private void copyIn(Job job, int from, Workspace workspace, int at, int count) {
    Description description = model.description();
    Frame frame = workspace.frame();
    workspace.texts().take(job.texts(), from, at, count);
    for (int i = 0; i < description.inputs().size(); i++) {
      if (SequenceBatch.isKept(description.inputs().get(i))) {
        continue;
      }
      int width = description.count(description.signature().inputs().get(i));
      copy(job.reals()[i], from, frame.reals[i], at, count, width);
      copy(job.ints()[i], from, frame.ints[i], at, count, width);
    }
  }

  private void copyOut(Frame frame, int from, Job job, int at, int count) {
    Description description = model.description();
    int inputs = description.inputs().size();
    for (int i = 0; i < description.signature().outputs().size() && job.answers().length == 0; i++) {
      int width = description.count(description.signature().outputs().get(i));
      copy(frame.reals[inputs + i], from, job.reals()[inputs + i], at, count, width);
      copy(frame.ints[inputs + i], from, job.ints()[inputs + i], at, count, width);
    }
  }

  private static void copy(float[] rows, int from, float[] to, int at, int count, int width) {
    if (to.length > 0 && rows.length > 0) {
      System.arraycopy(rows, from * width, to, at * width, count * width);
    }
  }

  private static void copy(int[] rows, int from, int[] to, int at, int count, int width) {
    if (to.length > 0 && rows.length > 0) {
      System.arraycopy(rows, from * width, to, at * width, count * width);
    }
  }

  /** Ends the threads after what waits. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}

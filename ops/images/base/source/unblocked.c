// Runs a program that never waits for whoever reads what it writes: unblocked PROGRAM [ARGUMENT…]. Signals go on to the program, and it ends as that does.
// While Docker is dead nobody reads a container's output, and who writes into a full pipe stands still, a web server with all its visitors. So this always
// reads, keeps a little, gives the rest up in whole lines, and says how many those were when somebody reads again.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// What is kept of each output is as much as Docker keeps where it must not block; a longer line than the longest counts as several.
enum { MOST = 1 << 20, LONGEST_LINE = 1 << 16, NOTICE = 128, LAST_WORDS_MS = 1000 };

// One of the two outputs. Its text begins with whole lines, which go on to the reader; what is behind them is the beginning of a line.
struct output {
    int inside, outside;
    size_t whole, length;
    unsigned long lost;
    char text[NOTICE + MOST + LONGEST_LINE];
};

static struct output outputs[2];

static void fail(const char *what)
{
    fprintf(stderr, "unblocked: %s: %s\n", what, strerror(errno));
    exit(71);
}

static void remove_text(struct output *output, size_t from, size_t to)
{
    memmove(output->text + from, output->text + to, output->length - to);
    output->length -= to - from;
}

// Lines that came since are kept or lost together; once some were lost, none is kept before all of the others have gone on.
static void keep_lines(struct output *output, size_t end)
{
    if (output->lost > 0 ? output->whole > 0 : end > MOST) {
        for (size_t at = output->whole; at < end; at++) {
            output->lost += output->text[at] == '\n';
        }
        remove_text(output, output->whole, end);
        return;
    }
    output->whole = end;
    if (output->lost > 0) {
        char notice[NOTICE];
        size_t length = (size_t)snprintf(notice, sizeof notice, "unblocked: %lu lines were given up, because nobody read them.\n", output->lost);
        memmove(output->text + length, output->text, output->length);
        memcpy(output->text, notice, length);
        output->whole += length;
        output->length += length;
        output->lost = 0;
    }
}

// Takes what the program wrote; false when there is nothing.
static bool take(struct output *output)
{
    size_t begun = output->length - output->whole;
    ssize_t read_bytes = output->inside < 0 ? 0 : read(output->inside, output->text + output->length, LONGEST_LINE - begun);
    if (read_bytes == 0 && output->inside >= 0) {
        close(output->inside);
        output->inside = -1;
    }
    if (read_bytes <= 0) {
        return false;
    }
    output->length += (size_t)read_bytes;
    char *last = memrchr(output->text + output->whole, '\n', output->length - output->whole);
    if (last != NULL) {
        keep_lines(output, (size_t)(last - output->text) + 1);
    } else if (output->length - output->whole == LONGEST_LINE) {
        keep_lines(output, output->length);
    }
    return true;
}

// Gives on as much as the reader takes now; to one who is gone for ever, all.
static void give(struct output *output)
{
    ssize_t written = output->whole == 0 ? 0 : write(output->outside, output->text, output->whole);
    if (written < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    size_t gone = written < 0 ? output->whole : (size_t)written;
    output->whole -= gone;
    remove_text(output, 0, gone);
}

// Waits for a signal, for the program's words, or for the reader to take those that are kept; and passes words on.
static void pass(int signals, int patience_ms)
{
    struct pollfd polled[5] = { { .fd = signals, .events = POLLIN } };
    for (int i = 0; i < 2; i++) {
        polled[1 + i] = (struct pollfd){ .fd = outputs[i].inside, .events = POLLIN };
        polled[3 + i] = (struct pollfd){ .fd = outputs[i].whole > 0 ? outputs[i].outside : -1, .events = POLLOUT };
    }
    if (poll(polled, 5, patience_ms) < 0 && errno != EINTR) {
        fail("poll");
    }
    for (int i = 0; i < 2; i++) {
        take(&outputs[i]);
        give(&outputs[i]);
    }
}

static void make_unblocked(int descriptor)
{
    if (fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) < 0) {
        fail("fcntl");
    }
}

static pid_t begin(char **program, const sigset_t *mask)
{
    int ends[2];
    for (int i = 0; i < 2; i++) {
        int pipes[2];
        if (pipe2(pipes, O_CLOEXEC) < 0) {
            fail("pipe");
        }
        outputs[i].inside = pipes[0];
        outputs[i].outside = i == 0 ? STDOUT_FILENO : STDERR_FILENO;
        ends[i] = pipes[1];
        make_unblocked(pipes[0]);
    }
    pid_t child = fork();
    if (child < 0) {
        fail("fork");
    }
    if (child == 0) {
        sigprocmask(SIG_SETMASK, mask, NULL);
        dup2(ends[0], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        execvp(program[0], program);
        fprintf(stderr, "unblocked: %s can't be started: %s\n", program[0], strerror(errno));
        _exit(127);
    }
    for (int i = 0; i < 2; i++) {
        close(ends[i]);
        make_unblocked(outputs[i].outside);
    }
    return child;
}

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(int count, char **words)
{
    if (count < 2) {
        fputs("usage: unblocked PROGRAM [ARGUMENT…]\n", stderr);
        return 64;
    }
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t child = begin(words + 1, &before);
    signal(SIGPIPE, SIG_IGN);
    int signals = signalfd(-1, &all, SFD_NONBLOCK | SFD_CLOEXEC);
    if (signals < 0) {
        fail("signalfd");
    }

    int ended = 0;
    while (waitpid(child, &ended, WNOHANG) != child) {
        pass(signals, -1);
        for (struct signalfd_siginfo told; read(signals, &told, sizeof told) > 0;) {
            if (told.ssi_signo != SIGCHLD) {
                kill(child, (int)told.ssi_signo);
            }
        }
    }

    for (int i = 0; i < 2; i++) {
        while (take(&outputs[i])) {
        }
        keep_lines(&outputs[i], outputs[i].length);
    }
    for (long until = now_ms() + LAST_WORDS_MS, left = LAST_WORDS_MS; left > 0 && outputs[0].whole + outputs[1].whole > 0; left = until - now_ms()) {
        pass(-1, (int)left);
    }
    return WIFSIGNALED(ended) ? 128 + WTERMSIG(ended) : WEXITSTATUS(ended);
}

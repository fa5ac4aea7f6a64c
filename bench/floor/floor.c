// The least that a fan-out costs on this machine: one send() of a frame to each of 1,000 sockets, read by a process on the
// other core, and nothing else. Prints the CPU of the sender, microseconds for each send.
//
//   floor [seconds]    measured after one second of warm-up

#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SOCKETS = 1000, FRAME_BYTES = 254, SENDER_CPU = 0, READER_CPU = 1 };

static int senders[SOCKETS], readers[SOCKETS];

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) {
    perror("floor: pinning");
    exit(1);
  }
}

static void check(int result, const char *what) {
  if (result < 0) {
    perror(what);
    exit(1);
  }
}

static void connect_all(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  check(listener, "floor: socket");
  check(bind(listener, (struct sockaddr *)&address, length), "floor: bind");
  check(listen(listener, SOMAXCONN), "floor: listen");
  check(getsockname(listener, (struct sockaddr *)&address, &length), "floor: getsockname");
  for (int i = 0; i < SOCKETS; i++) {
    int on = 1;
    check(readers[i] = socket(AF_INET, SOCK_STREAM, 0), "floor: socket (ulimit -n?)");
    check(connect(readers[i], (struct sockaddr *)&address, length), "floor: connect");
    check(senders[i] = accept(listener, NULL, NULL), "floor: accept (ulimit -n?)");
    check(setsockopt(senders[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "floor: TCP_NODELAY");
  }
}

// Reads whatever comes and says so each time that everybody has a frame, until the sender has gone.
static void read_all(int told) {
  static char buffer[1 << 19];
  struct epoll_event ready[SOCKETS];
  long missing = (long)SOCKETS * FRAME_BYTES;
  int poll = epoll_create1(0);
  check(poll, "floor: epoll_create1");
  for (int i = 0; i < SOCKETS; i++) {
    struct epoll_event readable = {.events = EPOLLIN, .data.fd = readers[i]};
    check(epoll_ctl(poll, EPOLL_CTL_ADD, readers[i], &readable), "floor: epoll_ctl");
  }
  for (;;) {
    int count = epoll_wait(poll, ready, SOCKETS, -1);
    for (int i = 0; i < count; i++) {
      ssize_t bytes = read(ready[i].data.fd, buffer, sizeof buffer);
      if (bytes <= 0) {
        exit(0);
      }
      missing -= bytes;
    }
    if (missing == 0) {
      missing = (long)SOCKETS * FRAME_BYTES;
      if (write(told, "", 1) != 1) {
        exit(0);
      }
    }
  }
}

int main(int count, char **arguments) {
  double seconds = count > 1 ? atof(arguments[1]) : 3;
  int told[2];
  connect_all();
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, told), "floor: socketpair");
  pid_t reader = fork();
  check(reader, "floor: fork");
  if (reader == 0) {
    pin(READER_CPU);
    for (int i = 0; i < SOCKETS; i++) {
      close(senders[i]);
    }
    close(told[0]);
    read_all(told[1]);
  }
  close(told[1]);
  pin(SENDER_CPU);
  for (int i = 0; i < SOCKETS; i++) {
    close(readers[i]);
  }

  char frame[FRAME_BYTES], all_have_it;
  memset(frame, 'x', sizeof frame);
  double begin = now(CLOCK_MONOTONIC) + 1, end = begin + seconds, cpu = 0;
  long sends = 0;
  for (double time = 0; time < end; time = now(CLOCK_MONOTONIC)) {
    if (sends == 0 && time >= begin) {
      cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    }
    for (int i = 0; i < SOCKETS; i++) {
      if (send(senders[i], frame, sizeof frame, MSG_DONTWAIT | MSG_NOSIGNAL) != sizeof frame) {
        perror("floor: send");
        return 1;
      }
    }
    sends += time >= begin ? SOCKETS : 0;
    if (read(told[0], &all_have_it, 1) != 1) {
      perror("floor: the reader has gone");
      return 1;
    }
  }
  printf("%.2f\n", (now(CLOCK_PROCESS_CPUTIME_ID) - cpu) / sends * 1e6);
  return 0;
}

// Loaded into nginx, which can ask for keepalive on a connection to a server behind it but not say how soon: for these (proxy_socket_keepalive) this says it.
// The other machine's silence ends such a connection after 3 s: idle, waiting for an answer, or with something sent that nobody confirms.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ASK_AFTER_S = 1, ASK_EVERY_S = 1, SILENCE_MS = 3000 };

static int set(int socket, int level, int name, const void *value, socklen_t length)
{
    return (int)syscall(SYS_setsockopt, socket, level, name, value, length);
}

int setsockopt(int socket, int level, int name, const void *value, socklen_t length)
{
    if (level == SOL_SOCKET && name == SO_KEEPALIVE) {
        set(socket, IPPROTO_TCP, TCP_KEEPIDLE, &(int){ ASK_AFTER_S }, sizeof(int));
        set(socket, IPPROTO_TCP, TCP_KEEPINTVL, &(int){ ASK_EVERY_S }, sizeof(int));
        set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &(int){ SILENCE_MS }, sizeof(int));
    }
    return set(socket, level, name, value, length);
}

#define _GNU_SOURCE
#include "forebay.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "enter") == 0) return enter(argc - 2, argv + 2);
  if (argc > 1 && strcmp(argv[1], "inside") == 0) return inside(argc - 2, argv + 2);
  if (argc > 1 && strcmp(argv[1], "attend") == 0) return attend(argc - 2, argv + 2);
  if (argc > 1 && strcmp(argv[1], "beside") == 0) return beside(argc - 2, argv + 2);
  fprintf(stderr, "forebay-init is started by Forebay's server\n");
  return 2;
}

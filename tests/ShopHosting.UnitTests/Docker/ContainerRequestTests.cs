using System.Collections.Immutable;
using System.Text.Json;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;
using ShopHosting.UnitTests.Engine;

namespace ShopHosting.UnitTests.Docker;

public sealed class ContainerRequestTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void A_request_is_hardened_and_complete()
    {
        var spec = Specs.Web() with
        {
            Networks = [new("t1-outer", ["web"], "10.180.0.30"), new("t1-inner", [])],
            Tmpfs = [new("/tmp", 1048576, 33, 33), new("/var/cache", 2097152, 33, 33, IsExecutable: true)],
            Volumes = [new("t1-data", "/srv", Copy: true), new("t1-secrets", "/secrets", IsReadOnly: true)],
            Ports = [new(8001, 8080)],
            HostGatewayNames = ["shop.example"],
            Hosts = ImmutableSortedDictionary<string, string>.Empty.Add("database", "10.180.0.14"),
            User = "33:33",
        };
        Json(spec, "hash").ShouldBe("""
            {
              "Image": "shophosting/web:1",
              "Cmd": [
                "serve"
              ],
              "Env": [
                "MODE=production"
              ],
              "User": "33:33",
              "Labels": {
                "shophosting.installation": "t1",
                "shophosting.role": "web",
                "shophosting.spec": "hash",
                "shophosting.store": "s1"
              },
              "ExposedPorts": {
                "8080/tcp": {}
              },
              "StopTimeout": 10,
              "HostConfig": {
                "NetworkMode": "t1-outer",
                "PortBindings": {
                  "8080/tcp": [
                    {
                      "HostIp": "127.0.0.1",
                      "HostPort": "8001"
                    }
                  ]
                },
                "CapDrop": [
                  "ALL"
                ],
                "CapAdd": [],
                "SecurityOpt": [
                  "no-new-privileges:true"
                ],
                "ReadonlyRootfs": true,
                "Tmpfs": {
                  "/tmp": "size=1048576,uid=33,gid=33,nosuid,nodev,noexec",
                  "/var/cache": "size=2097152,uid=33,gid=33,nosuid,nodev,exec"
                },
                "Mounts": [
                  {
                    "Type": "volume",
                    "Source": "t1-data",
                    "Target": "/srv",
                    "ReadOnly": false,
                    "VolumeOptions": {
                      "NoCopy": false,
                      "Labels": {
                        "shophosting.installation": "t1",
                        "shophosting.role": "web",
                        "shophosting.store": "s1"
                      }
                    }
                  },
                  {
                    "Type": "volume",
                    "Source": "t1-secrets",
                    "Target": "/secrets",
                    "ReadOnly": true,
                    "VolumeOptions": {
                      "NoCopy": true,
                      "Labels": {
                        "shophosting.installation": "t1",
                        "shophosting.role": "web",
                        "shophosting.store": "s1"
                      }
                    }
                  }
                ],
                "Memory": 134217728,
                "MemorySwap": 134217728,
                "CpuPeriod": 100000,
                "CpuQuota": 50000,
                "PidsLimit": 64,
                "Init": false,
                "RestartPolicy": {
                  "Name": "always"
                },
                "LogConfig": {
                  "Type": "json-file",
                  "Config": {
                    "max-size": "10m",
                    "max-file": "3"
                  }
                },
                "ExtraHosts": [
                  "shop.example:host-gateway",
                  "database:10.180.0.14"
                ]
              },
              "NetworkingConfig": {
                "EndpointsConfig": {
                  "t1-outer": {
                    "Aliases": [
                      "web"
                    ],
                    "IPAMConfig": {
                      "IPv4Address": "10.180.0.30"
                    }
                  }
                }
              }
            }
            """);
    }

    [Fact]
    public void Without_a_network_there_is_none_and_the_images_command_stays()
    {
        var request = ContainerRequest.From(Specs.Web() with { Command = [] }, "hash");
        request.HostConfig.NetworkMode.ShouldBe("none");
        request.Cmd.ShouldBeNull();
        request.NetworkingConfig.ShouldBeNull();
        ContainerRequest.From(Specs.Web() with { HasHostNetwork = true }, "hash").HostConfig.NetworkMode.ShouldBe("host");
    }

    private static string Json(ContainerSpec spec, string hash)
        => JsonSerializer.Serialize(JsonSerializer.SerializeToElement(ContainerRequest.From(spec, hash), DockerJson.Default.CreateContainer), Indented);
}

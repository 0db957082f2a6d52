using System.CommandLine;
using System.Globalization;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Cli.Workers;

/// <summary><c>shopctl worker certificates</c>: what an engine needs to be spoken to over TCP, without any other tool.</summary>
internal static class CertificatesCommand
{
    public static Command Create()
    {
        var name = WorkerArguments.Name();
        var addresses = new Option<string[]>("--address") { Description = "The IP address or host name by which the panel reaches it; may be given several times.", Required = true, AllowMultipleArgumentsPerToken = true };
        var folder = new Option<string>("--out") { Description = "The folder of the certificates; its authority is used again for every worker.", DefaultValueFactory = _ => "worker-certificates" };
        addresses.Validators.Add(option =>
        {
            foreach (var address in option.GetValueOrDefault<string[]>() ?? [])
            {
                if (WorkerEndpoint.AddressProblem(address) is { } problem)
                {
                    option.AddError($"--address {address}: {problem}");
                }
            }
        });
        var command = new Command("certificates", "Makes a certificate authority (once), the engine's certificate and the panel's, and says what to do with them.") { name, addresses, folder };
        command.SetAction(parsed => Make(parsed.GetValue(name)!, parsed.GetValue(addresses)!, parsed.GetValue(folder)!));
        return command;
    }

    private static int Make(string worker, string[] addresses, string folder)
    {
        try
        {
            Console.Out.Write(TextOf(worker, addresses[0], new CertificateFolder(Path.GetFullPath(folder), TimeProvider.System).Make(worker, addresses)));
            return 0;
        }
        catch (Exception refused) when (refused is CertificateFolderException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"shopctl: {refused.Message}");
            return 1;
        }
    }

    internal static string TextOf(string worker, string address, CertificatesMade made) => $$"""
        {{(made.IsNewAuthority ? "A new authority was made, and certificates for" : "The authority that was there issued certificates for")}} {{worker}}. They hold until {{made.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}}.

        1. On the worker, put the engine's files where Docker reads them:

             ssh root@{{address}} install -d -m 700 /etc/docker/tls
             scp {{made.Engine}}/*.pem root@{{address}}:/etc/docker/tls/

        2. Into /etc/docker/daemon.json there (one object; keep what is in it):

             {
               "hosts": ["unix:///var/run/docker.sock", "tcp://{{address}}:2376"],
               "tlsverify": true,
               "tlscacert": "/etc/docker/tls/ca.pem",
               "tlscert": "/etc/docker/tls/cert.pem",
               "tlskey": "/etc/docker/tls/key.pem",
               "live-restore": true
             }

           Debian's and Ubuntu's unit names a socket of its own, which "hosts" excludes; then:

             mkdir -p /etc/systemd/system/docker.service.d
             printf '[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd\n' > /etc/systemd/system/docker.service.d/hosts.conf
             systemctl daemon-reload && systemctl restart docker

        3. Where the panel runs:

             sudo shopctl worker join {{worker}} --endpoint tcp://{{address}}:2376 --certificates {{made.Panel}}

           or in the browser, /admin/workers/add: name {{worker}}, address tcp://{{address}}:2376, and that file.

        Whoever has that file is root on {{worker}}: delete it once the panel has it. Keep the authority's key (ca-key.pem) off the servers.

        """;
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ChatLedger.Sqlite.Tests.Journal.Crashes;

/// <summary>An ext4 file system in an image file, mounted through a loop device, whose power can be cut.</summary>
internal sealed partial class LoopDisk : IDisposable
{
    // linux/ext4.h: EXT4_IOC_SHUTDOWN is _IOR('X', 125, __u32); without a log flush, what was not synced is gone.
    private const nuint Shutdown = 0x8004587d;
    private const uint NoLogFlush = 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatledger-disk-");
    private bool _isMounted;

    public LoopDisk()
    {
        Directory.CreateDirectory(Path);
        using (var image = File.Create(Image)) image.SetLength(64 << 20);
        Tool.Run("mkfs.ext4", "-q", Image);
        Mount();
    }

    /// <summary>Where the disk is mounted.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "disk");

    private string Image => System.IO.Path.Combine(_folder.FullName, "disk.img");

    /// <summary>Cuts the power: nothing reaches the disk any more, and every call to it fails.</summary>
    public void CutPower()
    {
        var flag = NoLogFlush;
        using var folder = Open(Path, 0);
        Assert.False(folder.IsInvalid, "The mounted folder could not be opened.");
        Assert.Equal(0, Control(folder, Shutdown, ref flag));
    }

    /// <summary>Turns it on again, when nobody uses it any more: the file system mends itself from its log.</summary>
    public void TurnOn()
    {
        Unmount();
        Mount();
    }

    public void Dispose()
    {
        if (_isMounted) Unmount();
        _folder.Delete(recursive: true);
    }

    private void Mount()
    {
        Tool.Run("mount", "-o", "loop", Image, Path);
        _isMounted = true;
    }

    private void Unmount()
    {
        Tool.Run("umount", Path);
        _isMounted = false;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, ref uint argument);
}
